"""What is tried on `Retry.failed`: a queue that gives back for ever, many draws, every crash."""

from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import prove
from eventlab.course.shapes import is_class
from eventlab.course.telling import show, step
from eventlab.sim import Scenario, nothing_lost, service
from eventlab.sim.report import Result

from . import mistakes as m
from .trial import NO_ADDRESS, OBJECTS, Trial, draws

failed = Task("08-failed", "Retry")


@failed.shape
def a_class(Retry: Any) -> None:
    """You hand in a class whose objects have the method failed(queue, delivery, error, now)."""
    if isinstance(Retry, type) and not hasattr(Retry, "failed"):
        look = "its spelling, and whether it is indented as a method of the class."
        raise Failure("Retry has the method failed", "it has none", look=look)
    is_class(Retry, "Retry", "failed(queue, delivery, error, now)")


@failed.behaviour
def comes_again(Retry: Any) -> None:
    """An event that failed for the first time goes back, to come again after a short delay."""
    trial = Trial(Retry, most=3, seed=8)
    [delay] = trial.delays(0.0)
    if not 0 <= delay <= 1:
        late = m.DOUBLES_EARLY if 1 < delay <= 2 else None
        raise Failure("a delay from 0 to 1, which is base", f"a delay of {delay:.4g}", late)
    if "no address" not in trial.nacks[0][1]:
        found = f"the reason {show(trial.nacks[0][1])}"
        raise Failure("the reason 'ValueError: no address'", found, m.NACK_WITHOUT_REASON)


@failed.behaviour
def given_up(Retry: Any) -> None:
    """After `most` attempts the event is a dead letter, and no longer in the queue."""
    trial, attempts = Trial(Retry, most=3, seed=8), 0
    while not trial.dead and attempts < 8:
        trial.fail()
        attempts += 1
    if attempts != 3:
        found = f"no dead letter after {attempts} attempts"
        mistake = m.FOR_EVER if not trial.dead else m.OFF_BY_ONE
        raise Failure(
            "a dead letter after 3 attempts", found if not trial.dead else found[3:], mistake
        )
    stats = trial.stats()
    if stats.ready or stats.delayed or stats.leased:
        raise Failure("the event has left the queue", "it comes again", m.DEAD_AND_ALIVE)


@failed.behaviour
def with_its_reason(Retry: Any) -> None:
    """The dead letter is the event, with the kind of the error and its text."""
    trial = Trial(Retry, most=1, seed=8)
    trial.fail(error=LookupError("no stock"))
    event, reason = trial.dead[0]
    if not isinstance(event, Event):
        raise Failure("the event", f"a {type(event).__name__}", m.NOT_THE_EVENT)
    if not isinstance(reason, str) or "LookupError" not in reason or "no stock" not in reason:
        found = f"the reason is {show(reason)}"
        raise Failure("a text that says LookupError and no stock", found, m.NO_REASON)


@failed.edge
def each_its_own(Retry: Any) -> None:
    """Each event has its own attempts, also where several fail in turn."""
    trial = Trial(Retry, "A B C", most=3, seed=8)
    for _ in range(3):
        if trial.fail(passes=0) < 3 and trial.dead:
            found = f"{trial.dead[0][0].id} is given up"
            raise Failure("each fails once, and goes back", found, m.COUNTS_ITSELF)


@failed.edge
def after_a_restart(Retry: Any) -> None:
    """A process that was started again gives up after the same attempt."""
    trial = Trial(Retry, most=2, seed=8)
    trial.fail()
    trial.restart()
    trial.fail()
    if not trial.dead:
        raise Failure("a dead letter after attempt 2", "it goes back", m.COUNTS_ITSELF)


@failed.edge
def objects_apart(Retry: Any) -> None:
    """Each object has a budget of its own."""
    for name in ("one object", "another object"):
        step(f"{name} with budget=1, and an event that fails once")
        trial = Trial(Retry, tells=False, budget=1, most=10, seed=8)
        [delay] = trial.delays(0.0)
        if delay > 1:
            raise Failure("a delay from 0 to 1", f"one of {delay:.3g}", m.SHARED)


@failed.edge
def has_jitter(Retry: Any) -> None:
    """Delays are drawn from 0 on, and each object draws its own."""
    found = draws(Retry, 3)
    if len(set(found)) == 1:
        mistake = m.STORM if found[0] in (0, 1, 2, 4, 8) else m.SAME_DRAW
        raise Failure("delays that differ", f"all are {found[0]:.3g}", mistake)
    if len(set(found)) < OBJECTS / 2:
        raise Failure("delays that differ", f"only {len(set(found))} of them do", m.LITTLE_JITTER)
    if found[0] > 0.2 * 4:
        happened = f"the shortest of {OBJECTS} is {found[0]:.3g}"
        raise Failure("delays from nearly 0 to 4", happened, m.LITTLE_JITTER)


@failed.edge
def backs_off(Retry: Any) -> None:
    """The longest delay doubles with each attempt: 1, 2, 4, 8 seconds with a base of 1."""
    for attempt, longest in [(1, 1.0), (4, 8.0)]:
        found = draws(Retry, attempt)
        if found[-1] > longest + 1e-9:
            mistake = m.DOUBLES_EARLY if found[-1] <= 2 * longest else None
            happened = f"delays up to {found[-1]:.3g}"
            raise Failure(f"no delay above {longest:g}", happened, mistake)
        if found[-1] < 0.8 * longest:
            mistake = m.CONSTANT if attempt == 4 and found[-1] <= 1 else None
            happened = f"the longest of {OBJECTS} is {found[-1]:.3g}"
            raise Failure(f"delays up to nearly {longest:g}", happened, mistake)


@failed.edge
def same_seed(Retry: Any) -> None:
    """Two objects with the same seed draw the same delays."""
    step("two objects with seed=8, and an event that fails three times in each")
    one, other = (
        Trial(Retry, tells=False, most=10**6, seed=8).delays(0.0, 0.0, 0.0) for _ in range(2)
    )
    if one != other:
        raise Failure("the same three delays", "other ones", m.OTHER_RANDOM)


@failed.edge
def is_capped(Retry: Any) -> None:
    """No delay is above `cap`, however many attempts there were, and they are spread below it."""
    found = draws(Retry, 12, cap=60.0)
    if found[-1] > 60:
        raise Failure("no delay above 60, which is cap", f"one of {found[-1]:.4g}", m.NO_CAP)
    if found[OBJECTS // 2] > 55:
        happened = f"half of them are {found[OBJECTS // 2]:.3g} or more"
        raise Failure("delays spread from 0 to 60", happened, m.CAPS_AFTER_DRAWING)


@failed.fault
def has_a_budget(Retry: Any) -> None:
    """Within a window only `budget` retries are early; the others wait at least half of `cap`."""
    trial = Trial(Retry, "A B C D E F", budget=3, cap=60.0, most=10, seed=8)
    found = trial.delays(*[100.0] * 6, passes=0)
    early, late = found[:3], found[3:]
    if max(early) > 1:
        happened = f"{_short(early)} at first"
        raise Failure("three delays up to 1", happened, look="when the budget counts as used up.")
    if not all(30 <= delay <= 60 for delay in late):
        plain = Trial(Retry, "A B C D E F", tells=False, budget=10**6, most=10, seed=8)
        same = plain.delays(*[100.0] * 6, passes=0)[3:] == late
        mistake = m.NO_BUDGET if same else m.AT_ONCE
        raise Failure("then three delays from 30 to 60", f"then {_short(late)}", mistake)
    if max(late) - min(late) < 1:
        raise Failure("three that are spread from 30 to 60", f"{_short(late)}", m.STORM)


@failed.fault
def giving_up_is_free(Retry: Any) -> None:
    """To give up needs no budget, and takes none from the others."""
    trial = Trial(Retry, "A B", budget=1, most=3, seed=8)
    trial.fail(100.0, attempt=3)
    trial.fail(100.0, attempt=1)
    if trial.nacks[-1][0] > 1:
        happened = f"a delay of {trial.nacks[-1][0]:.3g}"
        raise Failure("B comes again early: it is the first retry", happened, m.SPENDS)
    trial.fail(100.0, attempt=3)
    if len(trial.dead) < 2:
        raise Failure("B is a dead letter after its last attempt", "it goes back", m.FOR_EVER)


@failed.fault
def budget_slides(Retry: Any) -> None:
    """The window ends at each retry: there is no moment at which twice the budget is granted."""
    for times in [(50.0, 50.0, 75.0), (110.0, 110.0, 155.0), (50.0, 105.0, 112.0, 113.0)]:
        trial = Trial(Retry, budget=2, window=60.0, cap=60.0, most=10, seed=8)
        found = trial.delays(*times)
        if found[-1] <= 1:
            happened = f"one of {found[-1]:.3g}, so a third early one within 60 seconds"
            raise Failure("a long delay for the last", happened, m.FIXED_WINDOW)


@failed.fault
def budget_comes_back(Retry: Any) -> None:
    """A retry counts for `window` seconds and no longer, and only if it was early."""
    trial = Trial(Retry, budget=2, window=60.0, cap=60.0, most=10, seed=8)
    trial.delays(50.0, 50.0, 100.0, 100.0)
    found = trial.delays(115.0, 115.0)
    if max(found) > 1:
        plain = Trial(Retry, tells=False, budget=2, window=60.0, cap=60.0, most=10, seed=8)
        again = plain.delays(50.0, 50.0, 10**4, 10**4)[2:]
        mistake = m.NEVER_REFILLS if max(again) > 1 else m.COUNTS_LATE
        happened = f"at 115 the delays are {_short(found)}"
        raise Failure("65 seconds after two early retries, two early ones again", happened, mistake)


@failed.fault
def every_retry_counts(Retry: Any) -> None:
    """A retry takes from the budget on whatever attempt it is, and however long it waits."""
    step("20 objects with budget=2; three events fail on attempt 8 in each, all at once")
    settings = {"tells": False, "budget": 2, "cap": 60.0, "most": 10}
    trials = (Trial(Retry, "A B C", seed=n, **settings) for n in range(20))
    third = [trial.delays(100.0, 100.0, 100.0, attempt=8, passes=0)[-1] for trial in trials]
    if not 30 <= min(third) <= max(third) <= 60:
        happened = f"one of {min(third):.3g}"
        raise Failure("delays from 30 to 60 for the third", happened, m.COUNTS_SOME)


@failed.fault
def obeys_its_settings(Retry: Any) -> None:
    """Other settings than the usual ones are obeyed too."""
    longest = draws(Retry, 1, base=3.0)[-1], draws(Retry, 9, cap=20.0)[-1]
    trial = Trial(Retry, budget=1, window=5.0, seed=8)
    delays = trial.delays(50.0, 57.0)
    [none_early] = Trial(Retry, budget=0, cap=60.0, seed=8).delays(50.0)
    for setting, held, wanted, found in [
        ("base", 2 < longest[0] <= 3, "delays up to 3 with base=3", longest[0]),
        ("cap", 15 < longest[1] <= 20, "delays up to 20 with cap=20", longest[1]),
        ("window", delays[1] <= 1, "an early retry after 7 seconds with window=5", delays[1]),
        ("budget", 30 <= none_early <= 60, "a delay from 30 to 60 with budget=0", none_early),
    ]:
        if not held:
            look = f"where `{setting}` comes in: self.{setting}, and no number."
            mistake = Mistake(m.IGNORES.name, m.IGNORES.says, look)
            raise Failure(wanted, f"one of {found:.3g}", mistake)


@failed.fault
def doubles_up_to_the_cap(Retry: Any) -> None:
    """The longest delay doubles as long as `cap` lets it."""
    found = draws(Retry, 12, cap=10.0**6)
    if found[-1] < 0.8 * 2**11:
        happened = f"the longest of {OBJECTS} is {found[-1]:.4g}"
        raise Failure("with cap=1000000 delays up to nearly 2048", happened, m.STOPS_EARLY)


@failed.fault
def crash_anywhere(Retry: Any) -> None:
    """Wherever the process dies, an event that always fails ends among the dead letters."""

    def why(result: Result) -> Mistake:
        acknowledged = any(s.kind == "ack" for s in result.trace.steps)
        return m.ACK_FIRST if acknowledged else m.EXACTLY

    prove(world(Retry), why, copies=1, faults=["crash"])


@failed.fault
def failing_calls(Retry: Any) -> None:
    """When the dead letters cannot take it at first, or an answer is lost, it ends there too."""
    prove(world(Retry), lambda result: m.SWALLOWS, copies=1, faults=["error", "ack lost"])


@failed.fault
def thousands(Retry: Any) -> None:
    """After thousands of attempts a delay is still no longer than `cap`."""
    trial = Trial(Retry, most=10**6, cap=60.0, seed=8)
    try:
        [delay] = trial.delays(0.0, attempt=3000)
    except OverflowError:
        raise Failure("a delay from 0 to 60", "it raises OverflowError", m.OVERFLOWS) from None
    if not 0 <= delay <= 60:
        raise Failure("a delay from 0 to 60", f"one of {delay:.4g}", m.NO_CAP)


def world(Retry: Any) -> Scenario:
    """Return a worker whose every event fails, in a world where a dead letter is an effect."""

    def work(queue: Any, dead: Any) -> None:
        retry = Retry(dead, most=1, seed=8)
        while delivery := queue.get():
            retry.failed(queue, delivery, NO_ADDRESS, 0.0)

    offers = {"dead": service("put")}
    return Scenario("worker", work, offers=offers, properties=[nothing_lost()], max_attempts=50)


def _short(delays: list[float]) -> str:
    return ", ".join(f"{delay:.3g}" for delay in delays)
