"""Scenes: a few named handlers, what a learner wrote, and who heard what.

A scene writes down every call that it makes, so that a failing one is its own report. What was
heard is compared as text ("mail Paid, stock Paid"), in the words that the learner then reads.
"""

from collections.abc import Callable
from typing import Any

from eventlab.course.grading import Failure, Mistake, crash
from eventlab.course.telling import describe, leaves, place_of, show, step, stub_in
from eventlab.event import Event
from eventlab.sim.recorder import Recorder

from . import mistakes as m
from .handlers import Does, Handler, Interrupt, behind, comment

NOBODY = "nobody was called"
OTHER = "(something else)"  # stands, in what is known, for a handler that did not get the event
Known = dict[str, Mistake]  # what happened instead, as text or as the name of an exception


class Scene:
    """Handlers, and what came of the last call that was attempted with them.

    Args:
        middle: the lane, in the trace, of what calls the handlers.
    """

    def __init__(self, middle: str) -> None:
        self.published: list[Event] = []
        self.heard: list[str] = []
        self.misheard = False  # whether a handler was given something other than the event
        self.handlers: dict[str, Handler] = {}
        self.raised: list[tuple[str, BaseException]] = []  # by our handlers, in the last call
        self.value: object = None  # what the last call returned,
        self.error: BaseException | None = None  # or raised
        self.stranger: BaseException | None = None  # raised by a call in which no handler raised
        self.recorder = Recorder(publisher="shop", bus=middle)

    def handler(self, name: str, *does: Does, another: bool = False) -> Handler:
        """Return the handler of that name, or with `another` a new one of the same name."""
        if name not in self.handlers or another:
            self.handlers[name] = Handler(name, self, does)
        return self.handlers[name]

    def event(self, type: str) -> Event:
        """Make an event that the handlers will know again."""
        self.published.append(Event(type, id=str(len(self.published) + 1)))
        return self.published[-1]

    def attempt(self, said: str, call: Callable[..., Any], *args: Any) -> None:
        """Write down a call and make it; keep what it returns or raises."""
        step(said)
        self.value, self.error, self.raised = None, None, []
        try:
            self.value = call(*args)
        except (Exception, BaseExceptionGroup, Interrupt) as error:
            if stub_in(error):
                raise
            self.error = error
            if not self.raised:
                self.stranger = error

    def expect(self, heard: str, known: Known | None = None) -> None:
        """Demand who heard what, in that order, and that no error came from anywhere else.

        Raises:
            Failure: it was otherwise; with the mistake that is known for what happened.
        """
        found = ", ".join(self.heard) or NOBODY
        if found == heard and not self.stranger:
            return
        known = known or {}
        error = _innermost(self.stranger) or self.error
        told = crash(error) if error else None
        if self.misheard:
            mistake = known.get(OTHER)
        elif self.stranger:
            mistake = known.get(type(error).__name__) or (told.mistake if told else None)
        else:
            mistake = known.get(found)
        happened = [found] * (found != heard) + ([told.happened] if told else [])
        failure = Failure(heard, "; then ".join(happened), mistake, trace=self.recorder.trace)
        if told and not mistake:
            failure.look = told.look
        raise failure

    def expect_errors(self, call: str, **instead: Mistake) -> None:
        """Demand that the last call raised what our handlers raised, as one flat ExceptionGroup.

        Args:
            call: what the call is called in the message.
            instead: the mistake that is shown by raising nothing (`silent`) or by fewer errors
                (`fewer`), where it is not the usual one.

        Raises:
            Failure: it did not.
        """
        ours = [error for _, error in self.raised]
        if isinstance(self.error, ExceptionGroup) and _same(self.error.exceptions, ours):
            return
        wanted = ", ".join(f"{type(error).__name__} ({name})" for name, error in self.raised)
        raise Failure(
            f"{call} raises one ExceptionGroup with {wanted}",
            f"it raised {_nested(self.error)}" if self.error else f"it returned {show(self.value)}",
            self._other_way(ours, instead),
            look="what is collected in the loop, and what is raised after it.",
            trace=self.recorder.trace,
        )

    def _other_way(self, ours: list[BaseException], instead: Known) -> Mistake | None:
        if self.error is None:
            value = self.value if isinstance(self.value, (list, tuple)) else [self.value]
            if any(isinstance(item, BaseException) for item in value):
                return m.RETURNS_ERRORS
            return instead.get("silent", m.SWALLOWED)
        if not isinstance(self.error, BaseExceptionGroup):
            if any(self.error is error for error in ours):
                return m.ONE_ERROR
            wraps = any(self.error.__cause__ is error for error in ours)
            return m.WRAPS_ERRORS if wraps else None
        found = self.error.exceptions
        if _same(list(leaves(self.error)), ours):
            return m.NESTED_GROUPS
        if not any(inner is error for inner in found for error in ours):
            return m.WRAPS_ERRORS
        if len(found) == len(ours):
            return m.ERRORS_OUT_OF_ORDER
        fewer = len(found) < len(ours)
        return instead.get("fewer", m.DROPS_ERRORS) if fewer else m.KEEPS_ERRORS

    def expect_interrupt(self, heard: str) -> None:
        """Demand that an `Interrupt` came out of the last call as it is, and at once.

        Raises:
            Failure: it did not.
        """
        if isinstance(self.error, Interrupt):
            self.expect(heard)
            return
        hidden = isinstance(self.error, ExceptionGroup) and ", ".join(self.heard) == heard
        raise Failure(
            "Interrupt comes out as it is",
            f"it raised {_nested(self.error)}" if self.error else "it was caught",
            m.HIDES_INTERRUPT if hidden else m.CATCHES_INTERRUPTS,
            trace=self.recorder.trace,
        )


class Loop(Scene):
    """A scene for a function that takes the list of handlers and the event."""

    def __init__(self, publish_to_all: Callable[..., Any]) -> None:
        super().__init__("publish_to_all")
        self._publish_to_all = publish_to_all
        self.row: list[Any] = []
        self._comments: list[str] = []

    def add(self, name: str, *does: Does, another: bool = False) -> None:
        """Put a handler at the end of the list."""
        self.row.append(self.handler(name, *does, another=another))
        self._comments.append(comment(name, does, another))

    def publish(self, type: str) -> None:
        """Call the function with the list and an event of that type."""
        if len(self.published) == 0:
            names = ", ".join(handler.__name__ for handler in self.row)
            step(f"handlers = [{names}]" + behind(*self._comments))
        publish = self.recorder.publisher(lambda event: self._publish_to_all(self.row, event))
        said = f'publish_to_all(handlers, Event("{type}"))'
        self.attempt(said, publish, self.event(type))


class Shop(Scene):
    """A scene for a bus.

    Args:
        Bus: the learner's class.
        name: what this bus is called in the calls that are told.
    """

    def __init__(self, Bus: Callable[[], Any], name: str = "bus") -> None:
        super().__init__(name)
        self.name = name
        step(f"{name} = Bus()")
        self.bus = Bus()
        self.bonds: dict[str, Any] = {}
        self._publish = self.recorder.publisher(self.bus.publish)

    def subscribe(
        self,
        type: str,
        name: str,
        *does: Does,
        bond: str = "",
        another: bool = False,
        harm: Mistake | None = None,
    ) -> Any:
        """Subscribe the handler of that name, and keep what comes back as `bond`.

        Args:
            type: the type of event to subscribe to.
            name: the handler's.
            does: what it does beside writing down what it heard.
            bond: what to call what comes back.
            another: take a new handler, although there is one of that name.
            harm: the mistake that is shown if subscribing raises.
        """
        handler = self.handler(name, *does, another=another)
        call = f'{self.name}.subscribe("{type}", {name})' + behind(comment(name, does, another))
        step(f"{bond} = {call}" if bond else call)
        self.bonds[bond] = _harmless(harm, self.bus.subscribe, type, handler)
        return self.bonds[bond]

    def publish(self, type: str) -> None:
        """Publish an event of that type, from outside any handler."""
        said = f'{self.name}.publish(Event("{type}"))'
        self.attempt(said, self._publish, self.event(type))

    def hand_over(self, type: str) -> None:
        """Publish an event of that type, from inside a handler."""
        self._publish(self.event(type))

    def again(self, event: Event) -> None:
        """Publish an event that has been made before."""
        self._publish(event)

    def cancel(self, bond: str, harm: Mistake | None = None) -> None:
        """Cancel a subscription, from outside any handler; `harm` is what raising shows."""
        step(f"{bond}.cancel()")
        _harmless(harm, self.bonds[bond].cancel)


def _harmless(harm: Mistake | None, call: Callable[..., Any], *args: Any) -> Any:
    try:
        return call(*args)
    except Exception as error:
        if not harm or stub_in(error):
            raise
        raise Failure("no error", crash(error).happened, harm) from None


def _innermost(error: BaseException | None) -> BaseException | None:
    """Return what the learner's code raised and then put into a group, or the error itself."""
    raised = (leaf for leaf in leaves(error) if place_of(leaf)) if error else ()
    return next(iter(raised), error)


def _same(found: Any, expected: list[BaseException]) -> bool:
    """Whether these are the very same exceptions; `==` could be the learner's."""
    pairs = zip(found, expected, strict=False)
    return len(found) == len(expected) and all(a is b for a, b in pairs)


def _nested(error: BaseException) -> str:
    if not isinstance(error, BaseExceptionGroup):
        return describe(error)
    return f"{type(error).__name__}({', '.join(_nested(inner) for inner in error.exceptions)})"
