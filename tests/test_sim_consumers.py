"""What learners get wrong is answered with a smallest schedule, and what is right passes them all.

What is smallest is known twice: from the simulator, and from a brute force that shares no line
with it (brute_force.py).
"""

import brute_force
import consumers
import pytest
from crash import soak

from eventlab import Event
from eventlab.sim import Scenario, explore, replay

CUSTOMER = {"A": "ada", "B": "bob", "C": "ada"}


# The same consumers once more, as the brute force wants them told.


def ack_first(letter, world):
    yield "ack"
    yield "mail.send"
    world.effects[letter] += 1


def effect_first(letter, world):
    yield "mail.send"
    world.effects[letter] += 1
    yield "ack"


def mark_first(letter, world):
    yield "db.execute"
    if letter not in world.marks:
        yield "db.execute"
        yield "db.commit"
        world.marks.append(letter)
        yield "mail.send"
        world.effects[letter] += 1
    yield "ack"


def mark_last(letter, world):
    yield "db.execute"
    if letter not in world.marks:
        yield "mail.send"
        world.effects[letter] += 1
        yield "db.execute"
        yield "db.commit"
        world.marks.append(letter)
    yield "ack"


def seen_set_in_memory(letter, world):
    if letter not in world.memory:
        yield "mail.send"
        world.effects[letter] += 1
        world.memory.append(letter)
    yield "ack"


def by_payload(letter, world):
    yield "db.execute"
    known = CUSTOMER[letter] in world.marks
    if not known:
        yield "db.execute"
    yield "db.commit"
    if not known:
        world.marks.append(CUSTOMER[letter])
        world.effects[letter] += 1
    yield "ack"


def only_adjacent_duplicates(letter, world):
    yield "db.execute"
    known = world.marks == [letter]
    for _ in range(0 if known else 3):
        yield "db.execute"
    yield "db.commit"
    if not known:
        world.marks = [letter]
        world.effects[letter] += 1
    yield "ack"


def one_transaction(letter, world):
    yield "db.execute"
    known = letter in world.marks
    if not known:
        yield "db.execute"
    yield "db.commit"
    if not known:
        world.marks.append(letter)
        world.effects[letter] += 1
    yield "ack"


TOLD = [
    (consumers.ack_first, ack_first, "A has no effect"),
    (consumers.effect_first, effect_first, "A has 2 effects"),
    (consumers.mark_first, mark_first, "A has no effect"),
    (consumers.mark_last, mark_last, "A has 2 effects"),
    (consumers.seen_set_in_memory, seen_set_in_memory, "A has 2 effects"),
    (consumers.RemembersInItself, seen_set_in_memory, "A has 2 effects"),
    (consumers.by_payload, by_payload, "C has no effect"),
    (consumers.only_adjacent_duplicates, only_adjacent_duplicates, "A has 2 effects"),
]
RIGHT = dict.fromkeys("ABC", 1)


def name(value):
    return getattr(value, "__name__", None)


@pytest.mark.parametrize(("consumer", "told", "reason"), TOLD, ids=name)
def test_a_wrong_consumer_is_answered_with_a_schedule_that_nothing_smaller_breaks(
    consumer, told, reason
):
    report = explore(Scenario("receipts", consumer))
    assert report.verdict == "violated"
    assert report.failure.violated.finding.reason == reason
    broken = [
        (size, text) for size, text, effects in brute_force.schedules(told) if effects != RIGHT
    ]
    smallest = min(size for size, _ in broken)
    assert report.failure.schedule.size("ABC") == smallest
    assert (smallest, str(report.failure.schedule)) in broken


@pytest.mark.parametrize(("consumer", "told", "reason"), TOLD, ids=name)
def test_its_failure_is_told_in_eight_lines_and_replayed_by_one(consumer, told, reason):
    failure = explore(Scenario("receipts", consumer)).failure
    assert len(repr(failure.trace).splitlines()) <= 8
    assert failure.trace.title == reason
    assert repr(failure).splitlines()[-1] == f'replay("receipts: {failure.schedule}")'
    again = replay(f"receipts: {failure.schedule}")
    assert (repr(again), again.trace.to_json()) == (repr(failure), failure.trace.to_json())


@pytest.mark.parametrize("between", [True, False], ids=["between deliveries", "at every call"])
@pytest.mark.parametrize(
    ("consumer", "told"),
    [
        (consumers.ack_first, ack_first),
        (consumers.effect_first, effect_first),
        (consumers.seen_set_in_memory, seen_set_in_memory),
        (consumers.mark_first, mark_first),
        (consumers.one_transaction, one_transaction),
    ],
    ids=name,
)
def test_both_simulators_agree_on_every_schedule(consumer, told, between):
    scenario = Scenario("receipts", consumer)
    told_so = list(brute_force.schedules(told, between))
    assert len(told_so) == 1374 if between else len(told_so) > 3000
    step = 1 if between else max(1, len(told_so) // soak(len(told_so)))
    for _, text, effects in told_so[::step]:
        found = replay(f"receipts: {text}", scenario)
        assert dict(found.run.history.effects) == effects, text
        assert str(found.run.schedule) == text


@pytest.mark.parametrize("consumer", consumers.RIGHT, ids=name)
def test_a_right_consumer_passes_every_schedule(consumer):
    report = explore(Scenario("receipts", consumer), faults=["crash at end"])
    assert report.verdict == "holds", report
    assert report.schedules == 1374


@pytest.mark.parametrize("fault", ["lost", "ack lost"])
def test_a_right_consumer_passes_every_schedule_with_a_loss(fault):
    report = explore(Scenario("receipts", consumers.one_transaction), faults=[fault])
    assert report.verdict == "holds", report
    assert report.schedules == 1374


@pytest.mark.parametrize("consumer", consumers.RIGHT, ids=name)
def test_a_right_consumer_passes_a_fault_at_every_call(consumer):
    report = explore(Scenario("receipts", consumer), copies=1, faults=["crash", "error", "lease"])
    assert report.verdict == "holds", report
    assert report.fired["crash"] > 40
    assert report.fired["error"] > 80
    assert report.fired["lease"] > 40


@pytest.mark.soak
@pytest.mark.parametrize("consumer", consumers.RIGHT, ids=name)
def test_a_right_consumer_passes_every_order_with_a_fault_at_every_call(consumer):
    scenario = Scenario("receipts", consumer)
    if soak(10) == 10:
        report = explore(scenario, faults=["crash", "lost", "ack lost", "lease", "error"])
    else:
        report = explore(
            scenario, faults=["crash", "lost", "ack lost", "lease", "error"], seeds=400
        )
    assert report.verdict == "holds", report


class InTurn:
    """Keeps an event in memory until A was here, and sends the mail about it then."""

    def __init__(self, mail):
        self.mail, self.early, self.begun = mail, [], False

    def handle(self, event):
        self.early.append(event.id)
        self.begun |= event.id == "A"
        while self.begun and self.early:
            self.mail.send(self.early.pop())


def test_an_effect_that_comes_later_is_that_of_the_event_that_it_is_about():
    scenario = Scenario("in turn", InTurn)
    result = replay("in turn: C B A", scenario)
    assert result.verdict == "holds", result
    assert dict(result.run.history.effects) == {"A": 1, "B": 1, "C": 1}
    lost = replay("in turn: B[crash at end] C A", scenario)
    assert lost.violated.finding.reason == "B has no effect"


def test_an_acknowledgement_in_finally_loses_an_event_when_a_call_fails():
    scenario = Scenario("receipts", consumers.ack_in_finally)
    assert explore(scenario, copies=1, faults=["crash"]).verdict == "holds"
    failure = explore(scenario, faults=["crash", "error"]).failure
    smaller = [w for w in brute_force.words() if brute_force.size(w) < failure.schedule.size("ABC")]
    assert len(smaller) == 6  # a fault is needed: without one, and without a copy, no order fails
    assert all(replay(f"receipts: {' '.join(w)}", scenario).verdict == "holds" for w in smaller)
    assert str(failure.schedule) == "A[error before db.execute] B C"
    assert failure.violated.finding.reason == "A has no effect"
    assert len(repr(failure.trace).splitlines()) <= 8


def test_a_consumer_gets_only_the_types_that_it_hears():
    heard = {"decides": [], "follows": []}

    def decides(event, publish, decided):
        decided.note(event.type)
        publish(event.caused("Posted"))

    def follows(event, followed):
        followed.note(event.type)

    class Notes:
        def __init__(self, types):
            self.note = types.append

    scenario = Scenario(
        "heard",
        {"decides": decides, "follows": follows},
        [Event("Post", id="p")],
        {"decided": lambda: Notes(heard["decides"]), "followed": lambda: Notes(heard["follows"])},
        hears={"decides": {"Post"}, "follows": {"Posted"}},
    )
    assert scenario.labels == ("p>decides",)
    replay("heard: p>decides p.1>follows p.1>decides", scenario)
    assert heard == {"decides": ["Post"], "follows": ["Posted"]}


def test_a_scenario_refuses_that_nobody_hears_something():
    with pytest.raises(ValueError, match="hears names 'mail'; there is consumer"):
        Scenario("heard", consumers.mark_first, hears={"mail": {"OrderPaid"}})
