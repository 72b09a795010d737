"""Bus.publish, beside the bare loop over its handlers."""

from collections.abc import Callable, Iterator

from benchmarks.peers import peers
from benchmarks.ratio import Row, in_turns, row, timed
from eventlab import Bus, Event

REACH = {1: 2.2, 10: 1.3, 100: 1.15}
TURNS = 401
CALLS = 2_000  # of handlers, in each round
EVENT = Event("OrderPaid")
LESS = {
    "blinker": "calls in no defined order; a handler that raises keeps the others from the event",
    "pyee": "a handler that raises keeps those behind it from the event",
    "RxPY": "a handler that raises keeps those behind it from the event",
}

Deliver = Callable[[Event], object]
Handlers = tuple[Callable[[Event], None], ...]


def measure(turns: int = TURNS) -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes a quarter of a minute."""
    for listeners, reach in REACH.items():
        called = [0]
        handlers = tuple(counting(called) for _ in range(listeners))

        def delivering(
            make: Callable[[Handlers], Deliver],
            handlers: Handlers = handlers,
            called: list[int] = called,
        ) -> Callable[[], float]:
            deliver, times = make(handlers), CALLS // len(handlers)

            def work() -> None:
                for _ in range(times):
                    deliver(EVENT)

            return timed(work, times, after=lambda: check(called))

        found = in_turns(
            {
                "a loop": delivering(bare),
                "eventlab": delivering(publish),
                **peers(
                    blinker=lambda: delivering(blinker_send),
                    pyee=lambda: delivering(pyee_emit),
                    reactivex=lambda: delivering(rx_next),
                ),
            },
            turns,
        )
        yield row(f"publish to {listeners} listener{'s' if listeners > 1 else ''}", found, reach)


def counting(called: list[int]) -> Callable[[Event], None]:
    """Make a handler that counts its calls."""

    def handler(event: Event) -> None:
        called[0] += 1

    return handler


def check(called: list[int]) -> None:
    """Refuse a round that lost or doubled an event, and count from 0 again."""
    found, called[0] = called[0], 0
    if found != CALLS:
        raise AssertionError(f"the handlers were called {found} times, not {CALLS}")


def bare(handlers: Handlers) -> Deliver:
    """Make the least that can call them all."""

    def loop(event: Event) -> None:
        for handler in handlers:
            handler(event)

    return loop


def publish(handlers: Handlers) -> Deliver:
    """Make a bus to which they all listen, and return its publish."""
    bus = Bus()
    for handler in handlers:
        bus.subscribe(EVENT.type, handler)
    return bus.publish


def blinker_send(handlers: Handlers) -> Deliver:
    """Connect them to a signal: to any sender, and strongly, which is its quickest way."""
    import blinker

    signal = blinker.Signal()
    for handler in handlers:
        signal.connect(handler, weak=False)
    send: Deliver = signal.send
    return send


def pyee_emit(handlers: Handlers) -> Deliver:
    """Add them to an emitter, under the event's type."""
    import pyee

    emitter = pyee.EventEmitter()
    for handler in handlers:
        emitter.add_listener(EVENT.type, handler)
    return lambda event: emitter.emit(event.type, event)


def rx_next(handlers: Handlers) -> Deliver:
    """Subscribe them to a subject."""
    import reactivex

    subject: reactivex.Subject[Event] = reactivex.Subject()
    for handler in handlers:
        subject.subscribe(handler)
    on_next: Deliver = subject.on_next
    return on_next
