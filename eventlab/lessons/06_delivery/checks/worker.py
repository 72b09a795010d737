"""What is tried on `work(queue, handle)`: a real queue in virtual time, then every crash."""

from collections.abc import Callable
from functools import partial
from typing import Any

from eventlab import Event, MemoryQueue, VirtualClock
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import prove
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, step, stub_in
from eventlab.queue import Delivery, StaleDelivery
from eventlab.sim import Scenario, nothing_lost
from eventlab.sim.report import Result

from . import mistakes as m

worker = Task("06-worker", "work")

LEASE, MOST_CALLS = 30.0, 60
Does = Callable[[Event], Any]


class Interrupt(KeyboardInterrupt):
    """Ctrl-C, as one of our handlers raises it."""


class PrinterJam(Exception):
    """An error of the handler's own, which says nothing more."""


class Shop(MemoryQueue):
    """A queue that tells what is done to it, and a handler that tells what it was given."""

    def __init__(self, ids: str, **settings: Any) -> None:
        super().__init__(lease=LEASE, clock=VirtualClock(1000.0), **settings)
        self.handled: list[str] = []
        self.calls = self.nacks = 0
        self.error: BaseException | None = None
        for id in ids.split():
            super().put_many([Event("OrderPaid", id=id)])

    def work(self, work: Any, **does: Does) -> None:
        """Let the learner's worker run; `does` says what handling an event does beside."""

        def handle(event: Any) -> Any:
            name = event.id if isinstance(event, Event) else "(no event)"
            self.handled.append(name)
            self._tell(f"handle({name})")
            return does.get(name, lambda event: None)(event)

        self.error = None
        try:
            work(self, handle)
        except (Exception, Interrupt) as error:
            if stub_in(error) or isinstance(error, Failure):
                raise
            self.error = error

    def get(self, timeout: float = 0.0) -> Delivery | None:
        delivery = next(iter(super().get_many(1)), None)
        found = f"{delivery.event.id}, attempt {delivery.attempt}" if delivery else "None"
        self._tell(f"queue.get() returns {found}")
        return delivery

    def get_many(self, n: int) -> list[Delivery]:
        deliveries = super().get_many(n)
        found = ", ".join(d.event.id for d in deliveries) or "nothing"
        self._tell(f"queue.get_many({n}) returns {found}")
        return deliveries

    def ack(self, *deliveries: Delivery) -> None:
        self._told("ack", *deliveries, call=super().ack)

    def nack(self, delivery: Delivery, *, delay: float = 0.0, reason: str = "") -> None:
        self.nacks += 1
        call = partial(super().nack, delay=delay, reason=reason)
        self._told("nack", delivery, call=call, more=f", reason={reason!r}" if reason else "")

    def put_many(self, events: Any, *, key: Any = None, delay: float = 0.0) -> None:
        self._tell("queue.put(...)")
        raise Failure("the worker only gets, acks and nacks", "it puts an event", m.PUTS_IT_AGAIN)

    def _told(self, name: str, *deliveries: Delivery, call: Any, more: str = "") -> None:
        ids = ", ".join(str(getattr(getattr(d, "event", d), "id", d)) for d in deliveries)
        try:
            call(*deliveries)
        except StaleDelivery:
            self._tell(f"queue.{name}({ids}) raises StaleDelivery")
            raise
        self._tell(f"queue.{name}({ids}{more})")

    def _tell(self, call: str) -> None:
        self.calls += 1
        if self.calls > MOST_CALLS:
            raise Failure("the worker returns when nothing is ready", "it goes on and on")
        step(call)

    def expect(self, handled: str, known: dict[str, Mistake] | None = None) -> None:
        """Demand what was handled, in this order, and that the worker returned."""
        found = " ".join(self.handled) or "nothing"
        mistake = (known or {}).get(found)
        if self.error:
            wanted = f"{handled} handled, and work returns"
            raise Failure(wanted, f"{found} handled, then {describe(self.error)}", mistake)
        if found != handled:
            raise Failure(f"{handled} handled", f"{found} handled", mistake)

    def late(self, then: Does | None = None) -> Does:
        """Handle an event far too slowly the first time, and `then` do that."""
        seconds = iter([86_400.0])

        def handle(event: Event) -> Any:
            for taken in seconds:
                self.clock.advance(taken)  # type: ignore[attr-defined]
                return then and then(event)

        return handle

    def left(self) -> str:
        """Return what is delivered after all leases have run out."""
        self.clock.advance(LEASE + 1)  # type: ignore[attr-defined]
        return " ".join(d.event.id for d in super().get_many(10)) or "nothing"


def fails(event: Event) -> Any:
    """Handle an event in vain."""
    raise ValueError("no paper")


def jams(event: Event) -> Any:
    """Handle an event in vain, with an error that nobody has heard of."""
    raise PrinterJam


@worker.shape
def a_function(work: Any) -> None:
    """You hand in a function that takes the queue and the handler."""
    is_function(work, "work(queue, handle) -> None")


@worker.behaviour
def all_in_order(work: Any) -> None:
    """All that is ready is handled, in order, and then work returns."""
    shop = Shop("A B C")
    shop.work(work)
    known = {"A": m.ONE_ONLY, "(no event)": m.HANDS_OVER_THE_DELIVERY}
    known[" ".join(["(no event)"] * 3)] = m.HANDS_OVER_THE_DELIVERY
    known["B"] = m.GETS_TWICE
    shop.expect("A B C", known)
    if shop.nacks:
        raise Failure(
            "nothing is given back", "what has succeeded is given back", m.GIVES_BACK_THE_DONE
        )


@worker.behaviour
def crash_anywhere(work: Any) -> None:
    """Wherever the worker dies, each event has its effect, if need be twice."""
    prove(world(work), _crash, copies=1, faults=["crash"])


@worker.behaviour
def acknowledged(work: Any) -> None:
    """What was handled is acknowledged, and so never delivered again."""
    shop = Shop("A B")
    shop.work(work)
    if (left := shop.left()) != "nothing":
        step(f"{LEASE + 1:g} seconds later")
        raise Failure("nothing is delivered again", f"{left} comes again", m.NEVER_ACKNOWLEDGES)


@worker.behaviour
def goes_on(work: Any) -> None:
    """When handling one event fails, the others are handled all the same."""
    shop = Shop("A B", max_attempts=1)
    shop.work(work, A=jams)
    is_own = shop.error and not isinstance(shop.error, PrinterJam)  # its `except` has failed
    shop.expect("A B", {} if is_own else {"A": m.STOPS_AT_AN_ERROR})


@worker.behaviour
def given_back(work: Any) -> None:
    """What has failed is given back at once, and succeeds the next time."""
    shop, times = Shop("A", max_attempts=5), iter([fails])
    shop.work(work, A=lambda event: next(times, lambda event: None)(event))
    stats = shop.stats()
    known = {"A": m.SKIPS_REDELIVERY if shop.nacks else m.ACK_IN_FINALLY}
    known["A A A A A"] = m.GIVES_BACK_THE_DONE
    if stats.leased:
        known["A"] = m.LEAVES_IT_LEASED
    elif stats.ready or stats.delayed:
        known["A"] = m.GIVES_BACK_LATE
    shop.expect("A A", known)


@worker.edge
def nothing_ready(work: Any) -> None:
    """With nothing ready, work returns and has called nobody."""
    shop = Shop("")
    shop.work(work)
    shop.expect("nothing", {"nothing": m.NEEDS_AN_EVENT})


@worker.edge
def poison(work: Any) -> None:
    """An event that always fails becomes a dead letter, with the error's text for each attempt."""
    shop = Shop("A", max_attempts=4)
    shop.work(work, A=fails)
    shop.expect("A A A A", {"A A": m.GIVES_UP, "A A A": m.GIVES_UP})
    found = [letter.reasons for letter in shop.dead_letters()]
    if len(found) != 1 or not all("no paper" in reason for reason in found[0]):
        shown = f"the dead letters' reasons are {found}"
        raise Failure("a dead letter with the reason 'no paper', four times", shown, m.NO_REASON)


@worker.edge
def values_mean_nothing(work: Any) -> None:
    """What the handler returns decides nothing."""
    shop = Shop("A B C")
    shop.work(work, A=lambda event: False, B=lambda event: True)
    known = {"A": m.STOPS_AT_A_VALUE, "A B": m.STOPS_AT_A_VALUE}
    if len(shop.handled) > 3:
        known[" ".join(shop.handled)] = m.STOPS_AT_A_VALUE
    shop.expect("A B C", known)
    if (left := shop.left()) != "nothing":
        raise Failure("all three are acknowledged", f"{left} comes again", m.STOPS_AT_A_VALUE)


@worker.fault
def lease_runs_out(work: Any) -> None:
    """A lease that runs out under way does no harm: the event comes again, the worker goes on."""
    shop = Shop("A B")
    shop.work(work, A=shop.late())
    if shop.handled == ["A", "B"] and not shop.error and shop.left() == "nothing":
        return  # it remembers that A was handled, and acknowledges it only
    tried = shop.error and shop.error.__context__
    is_second = isinstance(tried, StaleDelivery)
    known = {"A B A B": m.SLOW_LOOP, "A B A": m.SLOW_LOOP}
    known["A"] = m.HANDLES_STALE_AS_FAILED if is_second else m.STALE_ENDS_IT
    shop.expect("A A B", known)


@worker.fault
def done_is_done(work: Any) -> None:
    """When the next one takes too long, what was handled before it does not come again."""
    shop = Shop("A B")
    shop.work(work, B=shop.late())
    known = {"A B A B": m.ACKS_AT_THE_END}
    shop.expect("A B" if len(shop.handled) == 2 else "A B B", known)


@worker.fault
def late_and_failed(work: Any) -> None:
    """So it is when handling took too long and failed as well."""
    shop = Shop("A B")
    shop.work(work, A=shop.late(fails))
    shop.expect("A A B", {"A": m.STALE_ENDS_IT})


@worker.fault
def interrupts_pass(work: Any) -> None:
    """Ctrl-C ends the worker at once; the event in hand is delivered again."""
    shop = Shop("A B")

    def interrupted(event: Event) -> None:
        raise Interrupt

    shop.work(work, A=interrupted)
    if not isinstance(shop.error, Interrupt | None) or shop.handled != ["A"]:
        found = f"{' '.join(shop.handled)} handled, then "
        found += describe(shop.error) if shop.error else "work returned"
        raise Failure("A handled, then the worker ends", found, m.CATCHES_INTERRUPTS)
    if (left := shop.left()) != "A B":
        raise Failure("A and B are delivered later", f"only {left}", m.ACK_IN_FINALLY)


@worker.fault
def failing_calls(work: Any) -> None:
    """Whatever fails, and if the acknowledgement is lost, each event has its effect."""
    prove(world(work), lambda result: m.ACK_IN_FINALLY, copies=1, faults=["error", "ack lost"])


def _crash(result: Result) -> Mistake:
    """Say why a crash loses an event: it was acknowledged before the crash, or after it."""
    kinds = [step.kind for step in result.trace.steps]
    return m.ACK_FIRST if kinds.index("ack") < kinds.index("crash") else m.SKIPS_REDELIVERY


def world(work: Any) -> Scenario:
    """Return the learner's worker in a world where handling an event sends a mail."""

    def consumer(queue: Any, mail: Any) -> None:
        work(queue, lambda event: mail.send(event.id))

    return Scenario("worker", consumer, properties=[nothing_lost()])
