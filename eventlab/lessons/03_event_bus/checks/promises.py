"""The cases of the package's own contract for a bus, run on the learner's."""

from collections.abc import Callable
from typing import Any

from eventlab.contracts import Broken
from eventlab.contracts.bus import bus as contract
from eventlab.course.grading import Failure, Mistake, crash
from eventlab.course.telling import leaves, step, stub_in
from eventlab.event import Event


class Told:
    """A learner's bus on which every call is written down, for the cases of the contract."""

    def __init__(self, Bus: Callable[[], Any]) -> None:
        step("bus = Bus()")
        self._bus = Bus()
        self._count = 0
        self._inside = False

    def subscribe(self, type: str, handler: Any) -> Any:
        """Subscribe the handler, which is told by its number: most have no name."""
        self._count += 1
        step(f'bus.subscribe("{type}", handler_{self._count})')
        return self._bus.subscribe(type, handler)

    def publish(self, event: Event) -> None:
        """Publish the event."""
        if self._inside:  # a handler's call, not the check's
            self._bus.publish(event)
            return
        step(f'bus.publish(Event("{event.type}"))')
        self._inside = True
        try:
            self._bus.publish(event)
        finally:
            self._inside = False


def keeps(Bus: Callable[[], Any], case: str, mistake: Mistake) -> None:
    """Run one case of the bus contract.

    Raises:
        Failure: the case is broken; `mistake` is what that shows.
    """
    [promised] = [each for each in contract.cases if each.name == case]
    try:
        promised.run(lambda: Told(Bus))
    except Broken as broken:
        raise Failure(promised.promise, str(broken), mistake) from None
    except Exception as error:
        if stub_in(error):
            raise
        first = next(leaves(error))
        raise Failure("no error", crash(first).happened, mistake) from None
