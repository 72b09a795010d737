"""What is tried on `work(queue, handle)`: a real queue in virtual time, then every crash."""

import sys
from typing import Any

from eventlab import Event, MemoryQueue, VirtualClock
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import prove
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, step
from eventlab.queue import StaleDelivery
from eventlab.sim import Scenario, nothing_lost
from eventlab.sim.report import Result

from . import mistakes as m
from .shop import LEASE, Interrupt, PrinterJam, Shop, fails, forwards, jams, runs_dry

worker = Task("06-worker", "work")


@worker.shape
def a_function(work: Any) -> None:
    """You hand in a function that takes the queue and the handler."""
    is_function(work, "work(queue, handle)")


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
def however_often(work: Any) -> None:
    """However often an event fails, it goes back: the queue decides when that was enough."""
    most, handled = 200, list[str]()
    step(f"queue = MemoryQueue(max_attempts={most}), with an event that always fails")
    step("work(queue, handle)")
    queue = MemoryQueue(max_attempts=most, clock=VirtualClock())
    queue.put(Event("OrderPaid", id="A"))

    def handle(event: Event) -> None:
        handled.append(event.id)
        fails(event)

    work(queue, handle)
    if len(handled) != most:
        raise Failure(f"{most} attempts", f"{len(handled)} attempts", m.GIVES_UP)


@worker.edge
def says_nothing(work: Any) -> None:
    """An error without a text is a failure too: its event is given back."""
    shop = Shop("A", max_attempts=2)
    shop.work(work, A=jams)
    shop.expect("A A", {"A": m.BY_ITS_TEXT})


@worker.edge
def own_reason(work: Any) -> None:
    """Each event is given back with the text of its own error."""
    shop = Shop("A B", max_attempts=1)
    shop.work(work, A=fails, B=runs_dry)
    found = {letter.event.id: letter.reasons[-1] for letter in shop.dead_letters()}
    if "no ink" not in found.get("B", "nothing"):
        raise Failure("B's reason is 'no ink'", f"it is {found.get('B')!r}", m.ANOTHERS_REASON)


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


@worker.fault
def stale_in_the_handler(work: Any) -> None:
    """A StaleDelivery that the handler raises, about another queue, is an error like any other."""
    shop = Shop("A", max_attempts=2)
    shop.work(work, A=forwards)
    shop.expect("A A", {"A": m.HANDLERS_STALE})


@worker.fault
def however_many(work: Any) -> None:
    """However many are ready, all are handled."""
    queue, handled = MemoryQueue(clock=VirtualClock()), []
    many = sys.getrecursionlimit() + 100
    queue.put_many(Event("OrderPaid", id=f"{n}") for n in range(many))
    try:
        work(queue, handled.append)
    except RecursionError:
        raise Failure("all are handled", "work raises RecursionError", m.CALLS_ITSELF) from None
    if len(handled) != many:
        raise Failure("all are handled", f"{many - len(handled)} are not")


def _crash(result: Result) -> Mistake:
    """Say why a crash loses an event: it was acknowledged before the crash, or after it."""
    kinds = [step.kind for step in result.trace.steps]
    return m.ACK_FIRST if kinds.index("ack") < kinds.index("crash") else m.SKIPS_REDELIVERY


def world(work: Any) -> Scenario:
    """Return the learner's worker in a world where handling an event sends a mail."""

    def consumer(queue: Any, mail: Any) -> None:
        work(queue, lambda event: mail.send(event.id))

    return Scenario("worker", consumer, properties=[nothing_lost()])
