"""Two processes, an event each: one stands still at a call while the other does all its work."""

import pytest

from eventlab.sim import Property, Scenario, Schedule, explore, replay
from eventlab.sim.checkers import Finding


def sells(event, shelf):
    if len(shelf) == 0:
        shelf.append(event.id)


def sold(shelf):
    return tuple(shelf)


def one_at_most(history):
    found = [op.value for op in history.ops if op.kind == "state" and len(op.value) > 1]
    return Finding(f"{' and '.join(found[0])} got the last one") if found else None


def last(consumer=sells, **options):
    properties = [Property("the last one is sold once", one_at_most)]
    world = {"offers": {"shelf": list}, "observe": {"sold": sold}, "properties": properties}
    return Scenario("last", consumer, **world | options)


def test_what_is_decided_and_done_in_two_calls_breaks_by_the_smallest_schedule():
    assert explore(last(), faults=["crash", "error"]).failure is None
    result = explore(last(), faults=["meanwhile"], copies=1).failure
    assert str(result.schedule) == "A[meanwhile before shelf.append] B C"
    assert "consumer 2" in result.trace.lanes
    assert "B and A got the last one" in result.trace.title


def test_what_is_one_call_holds():
    def puts(event, shelf):
        if event.id == "A":
            shelf.append(event.id)

    report = explore(last(puts), faults=["meanwhile"], copies=1)
    assert report.verdict == "holds"
    assert report.fired["meanwhile"] > 10


@pytest.mark.parametrize("schedule", ["A[meanwhile before shelf.count]", "A[meanwhile before ack]"])
def test_where_nothing_comes_next_it_does_not_happen(schedule):
    run = last().run(Schedule.parse(schedule))
    assert str(run.schedule) == "A"
    assert run.history.fired == ()


def test_the_other_process_has_faults_of_its_own():
    line = "last: A[meanwhile before shelf.append] B[crash before shelf.append] C"
    result = replay(line, last())
    kinds = [(step.kind, step.source) for step in result.trace.steps]
    assert ("crash", "consumer 2") in kinds
    assert result.run.history.delivered == {"A": 1, "B": 2, "C": 1}


def test_each_event_is_delivered_and_acknowledged_once():
    run = last().run(Schedule.parse("A[meanwhile before shelf.append] B C"))
    assert run.history.delivered == {"A": 1, "B": 1, "C": 1}
    assert [op.label for op in run.history.ops if op.kind == "ack"] == ["B", "A", "C"]


def test_what_is_drawn_is_found_as_well_and_made_small():
    report = explore(last(), faults=["meanwhile"], copies=1, seeds=400)
    assert len(report.failure.schedule) == 2
