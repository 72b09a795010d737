"""Several workers on one queue, in virtual time."""

import pytest

from eventlab import Event
from eventlab.sim import work

EVENTS = [Event("Paid", id=id) for id in "ABC"]


def done(trace):
    return "".join(step.label for step in trace.steps if step.kind == "ack")


def test_one_worker_keeps_the_order():
    assert done(work(EVENTS, only=3)) == "ABC"


def test_a_quick_worker_overtakes_a_slow_one():
    trace = work(EVENTS, slow=9, quick=1)
    acks = [(step.at, step.source, step.label) for step in trace.steps if step.kind == "ack"]
    assert acks == [(1, "quick", "B"), (2, "quick", "C"), (9, "slow", "A")]


def test_what_has_failed_is_done_after_what_came_behind_it():
    trace = work(EVENTS, fails=["A"], only=1)
    assert done(trace) == "BCA"
    assert [(s.at, s.kind) for s in trace.steps if s.label == "A"] == [
        (0, "deliver"),
        (1, "error"),
        (6, "duplicate"),
        (7, "ack"),
    ]


def test_a_key_holds_back_what_comes_behind_it():
    assert done(work(EVENTS, key="order-7", slow=9, quick=1)) == "ABC"
    assert done(work(EVENTS, key="order-7", fails=["A"], only=1)) == "ABC"


def test_a_slow_worker_keeps_its_lease():
    assert done(work(EVENTS, slow=600)) == "ABC"


def test_the_trace_says_the_order_in_its_title():
    assert work(EVENTS, only=1).title == "done in this order: A, B, C"


@pytest.mark.parametrize("takes", [{}, {"slow": 0}])
def test_workers_that_take_no_time_are_refused(takes):
    with pytest.raises(ValueError, match="at least one second"):
        work(EVENTS, **takes)
