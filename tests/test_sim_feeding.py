"""Workers that pull, and workers that are pushed to, on the queue that a lesson builds."""

import pytest

from eventlab import Event, MemoryQueue, VirtualClock
from eventlab.sim import feed

EVENTS = [Event("Paid", id=id) for id in "ABCDEF"]


class Queue(MemoryQueue):
    def __init__(self, lease=15):
        super().__init__(lease=lease, max_attempts=100, clock=VirtualClock(1000.0))
        self.out = []


def push(credit):
    class Push:
        def __init__(self, queue, send):
            self.queue, self.send, self.out = queue, send, []

        def pump(self):
            self.out = [delivery for delivery in self.out if self.queue._find(delivery)]
            while len(self.out) < credit and (delivery := self.queue.get()):
                self.out.append(delivery)
                self.send(delivery)

        def ack(self, delivery):
            self.queue.ack(delivery)
            self.pump()

    return Push


def acks(trace):
    return [(step.at, step.source, step.label) for step in trace.steps if step.kind == "ack"]


def test_who_is_free_pulls_the_next_one():
    trace = feed(Queue(), EVENTS[:3], slow=9, quick=1)
    assert acks(trace) == [(2, "quick", "B"), (3, "quick", "C"), (9, "slow", "A")]


def test_a_credit_of_one_is_as_good_as_pull_without_asking_in_vain():
    pulled, pushed = (feed(Queue(), EVENTS, push=way, slow=9, quick=3) for way in (None, push(1)))
    assert acks(pulled) == acks(pushed)
    assert pulled.title.endswith("asked in vain 7 times")
    assert "in vain" not in pushed.title


def test_who_asks_less_often_asks_less_in_vain_and_lets_events_wait():
    often, rarely = (feed(Queue(), EVENTS, every=every, slow=9, quick=3) for every in (1, 5))
    assert "longest wait 5 s, 0 delivered again, asked in vain 7" in often.title
    assert "longest wait 9 s, 0 delivered again, asked in vain 3" in rarely.title


def test_a_slow_one_with_much_credit_hoards_until_its_leases_run_out():
    trace = feed(Queue(), EVENTS, push=push(3), slow=9, quick=3)
    assert trace.title == "push: done after 37 s, longest wait 14 s, 3 delivered again"
    late = [step.label for step in trace.steps if step.kind == "error"]
    assert late
    assert all(label.endswith(" too late") for label in late)


def test_everything_is_done_in_the_end():
    for credit in (1, 2, 3):
        trace = feed(Queue(), EVENTS, push=push(credit), slow=9, quick=3)
        assert sorted(label for _, _, label in acks(trace)) == list("ABCDEF")


def test_the_same_workers_give_the_same_trace():
    one, other = (feed(Queue(), EVENTS, push=push(2), slow=9, quick=3) for _ in range(2))
    assert one == other


def test_workers_who_never_finish_in_time_are_given_up():
    with pytest.raises(RuntimeError, match="after 1000 seconds not acknowledged: A"):
        feed(Queue(lease=5), EVENTS[:1], only=9)


@pytest.mark.parametrize("times", [{}, {"slow": 0}, {"slow": 1, "every": 0}])
def test_times_below_a_second_are_refused(times):
    with pytest.raises(ValueError, match="at least one second"):
        feed(Queue(), EVENTS, **times)
