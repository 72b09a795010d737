"""What is tried on `publish_to_all(handlers, event)`: handlers that take their time, and fail."""

import asyncio
import inspect
from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, leaves, show, stub_in

from . import mistakes as m
from .scene import Loop, Stuck, at, own_loop, paid, play, text

handlers = Task("04-handlers", "publish_to_all")

ORDER = paid("A")
LATER = 10_000.0  # virtual seconds, in which whoever still runs comes to an end
Spec = tuple[str, float, Exception | None]


class Handled:
    """What came of one call, and of the handlers.

    Args:
        loop: where it happens.
        value: what each handler returns.
    """

    def __init__(self, loop: Loop, value: object = None) -> None:
        self.loop, self.value = loop, value
        self.begun: list[str] = []
        self.ended: list[str] = []  # also by an error
        self.cancelled: list[str] = []
        self.given: list[object] = []
        self.error: BaseException | None = None
        self.returned = 0.0  # seconds
        self.by_then: list[str] = []  # who had ended when it returned

    def handler(self, name: str, seconds: float, error: Exception | None = None) -> Any:
        """Return a handler that takes so long and then raises or returns the value."""

        async def handle(event: object) -> object:
            self.begun.append(name)
            self.given.append(event)
            at(self.loop, f"handler {name} begins")
            try:
                await asyncio.sleep(seconds)
            except asyncio.CancelledError:
                at(self.loop, f"handler {name} is cancelled")
                self.cancelled.append(name)
                raise
            self.ended.append(name)
            at(self.loop, f"handler {name} " + (f"raises {error}" if error else "ends"))
            if error:
                raise error
            return self.value

        return handle

    async def call(self, publish_to_all: Any, called: list[Any]) -> None:
        """Call what the learner wrote, and keep what comes of it."""
        many = len(called)
        try:
            work = publish_to_all(called, ORDER)
            if not inspect.isawaitable(work):
                found = f"it returned {show(work)}"
                raise Failure("something to await", found, m.NOT_ASYNC)
            await work
            if len(called) != many:
                raise Failure("the list stays as it is", f"{len(called)} are left", m.EMPTIES)
        except (Exception, asyncio.CancelledError) as error:
            if stub_in(error) or isinstance(error, Failure):
                raise
            own_loop(error)
            self.error = error
        self.returned, self.by_then = self.loop.time(), list(self.ended)
        said = f"raises {type(self.error).__name__}" if self.error else "returns"
        at(self.loop, f"publish_to_all {said}")


def publish(
    publish_to_all: Any,
    *specs: Spec,
    twice: bool = False,
    cancel: int = 0,
    value: object = False,
) -> Handled:
    """Let it call handlers made from `specs`.

    Args:
        publish_to_all: what the learner wrote.
        specs: name, seconds and error of each handler.
        twice: whether the first one is in the list twice.
        cancel: the turn of the loop at which it is cancelled; 0 for never.
        value: what each handler returns.
    """

    async def scene(loop: Loop) -> Handled:
        seen = Handled(loop, value)
        called = [seen.handler(*spec) for spec in specs]
        called += called[:1] * twice
        task = asyncio.create_task(seen.call(publish_to_all, called))

        def look(turn: int) -> None:
            if turn == cancel and not task.done():
                at(loop, "publish_to_all is cancelled")
                task.cancel()

        loop.cancel_at = look
        await asyncio.wait([task])
        await asyncio.sleep(LATER)
        if task.cancelled():  # before its first step
            seen.error = asyncio.CancelledError()
        else:
            task.result()
        return seen

    try:
        return play(scene)
    except Stuck:
        raise Failure("it returns", "it waits for ever", look="what it awaits.") from None


@handlers.shape
def a_function(publish_to_all: Any) -> None:
    """You hand in an async function that takes the handlers and the event."""
    is_function(publish_to_all, "async publish_to_all(handlers, event)")


@handlers.behaviour
def each_is_called(publish_to_all: Any) -> None:
    """Each handler is called, with the event."""
    seen = publish(publish_to_all, ("1", 0, None), ("2", 0, None))
    _no_error(seen)
    if sorted(seen.begun) != ["1", "2"]:
        known = m.NOT_AWAITED if seen.loop.unawaited else None
        raise Failure("1 and 2 begin", f"{text(seen.begun)} begins", known)
    if any(given is not ORDER for given in seen.given):
        raise Failure("both get the event itself", "one got something else", m.HANDS_OVER)


@handlers.behaviour
def waits_for_all(publish_to_all: Any) -> None:
    """It returns when all handlers have ended, and not before."""
    seen = publish(publish_to_all, ("1", 1, None), ("2", 3600, None))
    known = m.GIVES_UP if seen.returned else m.NOBODY_KEEPS
    _no_error(seen, known)
    if sorted(seen.by_then) != ["1", "2"]:
        found = f"it returned at {seen.returned:g} s, when {text(seen.by_then)} had ended"
        raise Failure("it returns when 1 and 2 have ended", found, known)


@handlers.behaviour
def side_by_side(publish_to_all: Any) -> None:
    """The handlers wait side by side: together they take as long as the slowest."""
    seen = publish(publish_to_all, ("1", 1, None), ("2", 3, None), ("3", 2, None))
    _no_error(seen)
    if seen.returned != 3:
        known = m.ONE_BY_ONE if seen.returned == 6 else None
        raise Failure("it returns after 3 s", f"it returned after {seen.returned:g} s", known)


@handlers.behaviour
def errors_surface(publish_to_all: Any) -> None:
    """If one raises, all run to their end, and then its error comes out in an ExceptionGroup."""
    early = ValueError("no stock")
    seen = publish(publish_to_all, ("1", 0.5, None), ("2", 1, early), ("3", 3, None))
    _all_ended(seen, "123")
    _errors(seen, [early])


@handlers.edge
def nobody_listens(publish_to_all: Any) -> None:
    """With no handler, it returns."""
    _no_error(publish(publish_to_all), m.NEEDS_A_HANDLER)


@handlers.edge
def all_errors(publish_to_all: Any) -> None:
    """All errors come out, in the order of the handlers, whenever each was raised."""
    errors = [ValueError("no stock"), OSError("no disk"), ValueError("no paper")]
    seen = publish(publish_to_all, ("1", 3, errors[0]), ("2", 1, errors[1]), ("3", 2, errors[2]))
    _all_ended(seen, "123")
    _errors(seen, errors)


@handlers.edge
def twice_in_the_list(publish_to_all: Any) -> None:
    """A handler that is in the list twice is called twice."""
    error = ValueError("no stock")
    seen = publish(publish_to_all, ("1", 1, error), ("2", 1, None), twice=True)
    if len(seen.begun) != 3:
        found = f"{text(sorted(seen.begun))} began"
        raise Failure("1, 2 and 1 once more", found, m.ONLY_ONCE)
    if isinstance(seen.error, BaseExceptionGroup) and len(seen.error.exceptions) == 1:
        raise Failure("its error comes out twice", "it came out once", m.ONLY_ONCE)
    _errors(seen, [error, error])


@handlers.edge
def values_mean_nothing(publish_to_all: Any) -> None:
    """What a handler returns decides nothing."""
    seen = publish(publish_to_all, ("1", 1, None), ("2", 2, None), value=True)
    _no_error(seen, m.STOPS_AT_A_VALUE)
    if sorted(seen.by_then) != ["1", "2"]:
        found = f"when it returned, {text(seen.by_then)} had ended"
        raise Failure("it returns when 1 and 2 have ended", found, m.STOPS_AT_A_VALUE)


@handlers.edge
def many(publish_to_all: Any) -> None:
    """So it is with a hundred of them."""
    seen = publish(publish_to_all, *[(str(number), 2, None) for number in range(100)])
    _no_error(seen)
    if seen.returned != 2:
        raise Failure("it returns after 2 s", f"it returned after {seen.returned:g} s", m.A_FEW)


@handlers.edge
def once_more(publish_to_all: Any) -> None:
    """A second call knows nothing of the first."""
    error = ValueError("no stock")
    publish(publish_to_all, ("1", 1, error))
    _no_error(publish(publish_to_all, ("2", 1, None)), m.AGAIN)


@handlers.fault
def cancelled(publish_to_all: Any) -> None:
    """Cancelled at any moment, it cancels its handlers, and the CancelledError goes on."""
    _cancel_everywhere(publish_to_all, ("1", 1, None), ("2", 2, None), ("3", 3, None))


@handlers.fault
def cancelled_after_an_error(publish_to_all: Any) -> None:
    """So it is when a handler has failed before."""
    _cancel_everywhere(publish_to_all, ("1", 1, ValueError("no stock")), ("2", 2, None))


def _cancel_everywhere(publish_to_all: Any, *specs: Spec) -> None:
    told = len(telling.now.steps)
    turn = 1
    while True:
        turn += 1
        del telling.now.steps[told:]
        seen = publish(publish_to_all, *specs, cancel=turn)
        if not any(step.endswith("is cancelled") for step in telling.now.steps[told:]):
            return  # it had ended before
        if not isinstance(seen.error, asyncio.CancelledError) and seen.returned < 3:
            found = describe(seen.error) if seen.error else "it returned"
            raise Failure("a CancelledError comes out", found, m.SWALLOWS_CANCEL)
        late = [name for name in seen.ended if name not in seen.by_then]
        if late:
            found = f"{text(late)} ended after that"
            raise Failure("no handler works on", found, m.GOES_ON)


def _no_error(seen: Handled, known: Mistake | None = None) -> None:
    if seen.error:
        found = type(seen.error).__name__ if known else describe(seen.error)
        raise Failure("no error", found, known) from seen.error


def _all_ended(seen: Handled, names: str) -> None:
    if sorted(seen.by_then) == [*names]:
        return
    happened = f"when it was over, {text(sorted(seen.by_then))} had ended"
    if seen.cancelled:
        known: Mistake | None = m.CANCELS_THE_REST
        happened += f", and {text(sorted(seen.cancelled))} was cancelled"
    else:
        known = m.LEAVES_THE_REST if seen.error else m.NOBODY_KEEPS
    raise Failure(f"{' '.join(names)} run to their end", happened, known)


def _errors(seen: Handled, errors: list[Exception]) -> None:
    wanted = f"ExceptionGroup of {', '.join(type(error).__name__ for error in errors)}"
    if seen.error is None:
        raise Failure(wanted, "it returned as if all had gone well", m.LOST)
    if not isinstance(seen.error, BaseExceptionGroup):
        known = m.ONE_ERROR if seen.error in errors else None
        raise Failure(wanted, describe(seen.error), known)
    found = list(seen.error.exceptions)
    if found == errors:
        return
    known, inside = None, list(leaves(seen.error))
    if found != inside:
        known = m.NESTED
    elif sorted(map(id, found)) == sorted(map(id, errors)):
        known = m.BY_TIME
    elif set(map(id, found)) < set(map(id, errors)):
        lost = {type(error) for error in errors if error not in found}
        known = m.LOST if lost & set(map(type, found)) or not found else m.TOO_FEW
    raise Failure(wanted, f"a group of {', '.join(map(repr, found))}"[:90], known)
