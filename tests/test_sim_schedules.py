"""Every schedule of a small scope is run, once, the smallest first; each has a text of its own."""

from math import factorial

import brute_force
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlab import Event
from eventlab.sim import Scenario, Schedule, explore, nothing_lost, replay
from eventlab.sim.explorer import _count
from eventlab.sim.report import Report
from eventlab.sim.scenario import ORDERS
from eventlab.sim.schedule import FAULTS, Fault, Size, Turn, orders


def sends(event, mail):
    mail.send(event.id)


def lenient(name="lenient", consumer=sends, **world):
    return Scenario(name, consumer, properties=[nothing_lost()], **world)


@pytest.fixture
def ran(monkeypatch):
    """Every schedule that is run, in its order."""
    schedules = []
    add = Report.add

    def note(report, run, *seed):
        schedules.append(run.schedule)
        return add(report, run, *seed)

    monkeypatch.setattr(Report, "add", note)
    return schedules


def test_three_events_once_or_twice_in_any_order_are_222_schedules(ran):
    report = explore(lenient(), faults=[])
    assert report.verdict == "holds"
    assert report.schedules == len(ran) == 222
    assert {"".join(turn.label for turn in schedule) for schedule in ran} == {*brute_force.words()}


def test_with_at_most_one_crash_after_a_delivery_they_are_1374(ran):
    report = explore(lenient(), faults=["crash at end"])
    assert report.verdict == "holds"
    assert report.schedules == len(ran) == 1374
    texts = [str(schedule) for schedule in ran]
    independent = brute_force.schedules(lambda letter, world: iter(["mail.send", "ack"]), True)
    assert sorted(texts) == sorted(text for _, text, _ in independent)


def test_the_numbers_are_those_of_combinatorics():
    # Of n deliveries with k doubled events there are n! / 2^k orders, and C(3, k) choices.
    orders_of = [factorial(3 + k) // 2**k * choices for k, choices in enumerate([1, 3, 3, 1])]
    assert sum(orders_of) == 222
    assert sum(number * (1 + 3 + k) for k, number in enumerate(orders_of)) == 1374


@pytest.mark.parametrize(("events", "copies"), [(1, 1), (1, 4), (2, 3), (4, 1), (3, 2), (4, 2)])
def test_the_count_that_is_given_before_is_the_count_that_is_run(events, copies):
    labels = "ABCD"[:events]
    assert _count(events, copies) == len({str(s) for _, s in orders(labels, copies)})


@pytest.mark.parametrize("faults", [["crash"], ["lost", "error"], ["lease", "ack lost", "late 60"]])
def test_they_come_by_faults_then_inversions_then_deliveries(ran, faults):
    def scans(event, db):
        with db:
            db.execute("INSERT OR IGNORE INTO paid VALUES (?)", (event.id,))

    two_events = lenient(consumer=scans, events=ORDERS[:2])
    report = explore(two_events, faults=faults, most=2)
    sizes = [schedule.size("AB") for schedule in ran]
    assert sizes == sorted(sizes)
    assert len({*map(str, ran)}) == len(ran) == report.schedules
    assert max(sum(turn.fault is not None for turn in schedule) for schedule in ran) == 2
    assert report.verdict == "holds"


def test_a_fault_that_is_asked_for_twice_is_run_once(ran):
    explore(lenient(), copies=1, faults=["crash", "crash at end"])
    assert len(ran) == len({*map(str, ran)}) == 6 + 6 * 3 * 3


def test_the_size_of_a_schedule_is_what_the_brute_force_says():
    for word in brute_force.words():
        assert Schedule.of(word).size("ABC") == brute_force.size(word)
    assert Schedule.parse("C A[crash at end] B[lost] B").size("ABC") == Size(3, 3, 4)


LABELS = st.text(
    st.characters(exclude_characters=" []\x85\xa0", exclude_categories=["Z", "C"]), min_size=1
)
PLACES = {
    "crash": ["at end", "before mail.send", "before db.execute #2"],
    "lease": ["before ack"],
    "meanwhile": ["before ack"],
    "error": ["before mail.send", "after ack #3"],
    "late": ["60"],
}
FAULT = st.sampled_from([Fault(kind, place) for kind in FAULTS for place in PLACES.get(kind, [""])])


@given(st.lists(st.builds(Turn, LABELS, st.none() | FAULT)))
def test_a_schedule_is_read_as_it_was_written(turns):
    schedule = Schedule(turns)
    assert Schedule.parse(str(schedule)) == schedule
    assert eval(repr(schedule)) == schedule


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A [crash]", r"from here on: '\[crash\]'"),
        ("A[crash before ack", r"from here on: 'A\[crash before"),
        ("A[vanish]", "no fault is written 'vanish'; the kinds are crash, lost"),
        ("A[crash]", "no fault is written 'crash'"),
        ("A[late soon]", "no fault is written 'late soon'"),
        ("A[lost at end]", "no fault is written 'lost at end'"),
        ("A[]", "no fault is written ''"),
    ],
)
def test_a_schedule_that_cannot_be_read_is_refused_with_the_place(text, message):
    with pytest.raises(ValueError, match=message):
        Schedule.parse(text)


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        ({"faults": ["crush"]}, "no fault is written 'crush'"),
        ({"faults": ["late"]}, "no fault is written 'late'"),
        ({"copies": 0}, "copies=0, most=1"),
        ({"most": -1}, "copies=2, most=-1"),
        ({"copies": 5}, "too many to run all of them: give `seeds`"),
    ],
)
def test_a_scope_that_makes_no_sense_is_refused(scope, message):
    with pytest.raises(ValueError, match=message):
        explore(lenient(), **scope)


def test_more_events_than_can_be_ordered_are_refused_at_once():
    many = lenient(events=[Event("Paid", id=f"E{number}") for number in range(40)])
    with pytest.raises(ValueError, match="too many to run all of them"):
        explore(many)


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        ("lenient", ValueError, "reads 'name: schedule'"),
        ("nobody: A", LookupError, "no scenario named 'nobody' has been explored here"),
        ("lenient: A[B", ValueError, "no schedule from here on"),
    ],
)
def test_a_replay_line_that_leads_nowhere_says_why(line, error, message):
    explore(lenient(), copies=1, faults=[])
    with pytest.raises(error, match=message):
        replay(line)


def test_a_mended_consumer_can_be_held_against_the_line_that_broke_it():
    def mended(event, db):
        with db:
            db.execute("INSERT OR IGNORE INTO paid VALUES (?)", (event.id,))

    line = "receipts: A A[crash before db.commit] B"
    assert replay(line, Scenario("receipts", mended)).verdict == "holds"


def test_a_schedule_whose_fault_does_not_come_to_pass_is_not_exercised():
    found = replay("lenient: A[crash before db.commit] B", lenient())
    assert found.verdict == "not exercised"
    assert found.missed == ["A[crash before db.commit]"]
    assert repr(found).splitlines()[1] == "never happened: A[crash before db.commit]"
    assert found.line == 'replay("lenient: A[crash before db.commit] B")'


def test_a_schedule_that_names_an_unknown_event_is_not_exercised():
    found = replay("lenient: Z A", lenient())
    assert (found.verdict, found.missed) == ("not exercised", ["Z"])


def test_a_fault_that_could_never_happen_is_reported_and_the_verdict_is_not_that_it_holds():
    def calls_nobody(event, ack):
        pass

    scenario = Scenario("silent", calls_nobody, properties=[])
    report = explore(scenario, faults=["lost", "ack lost", "lease"])
    assert report.verdict == "not exercised"
    assert report.not_exercised == ["ack lost", "lease"]
    assert "never happened: ack lost\nnever happened: lease" in repr(report)


def test_a_report_says_what_was_run():
    assert repr(explore(lenient(), faults=["lost"])).splitlines() == [
        "holds: every intent has its effect",
        "1,374 schedules: 3 events, each delivered once or twice, in any order, "
        "with at most 1 of: lost",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"events": []}, "'odd' has no events"),
        ({"events": [Event("Paid", id="A"), Event("Paid", id="A")]}, "two events have the id 'A'"),
        ({"events": [Event("Paid", id="A B")]}, "the id 'A B' has characters"),
        ({"events": [Event("Paid", id="A>B")]}, "the id 'A>B' has characters"),
        ({"events": [Event("Paid", id="A[1]")]}, r"the id 'A\[1\]' has characters"),
        ({"name": "a: b"}, "the name 'a: b' has characters"),
    ],
)
def test_a_scenario_that_could_not_be_written_down_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Scenario(**{"name": "odd", "consumer": sends, **change})
