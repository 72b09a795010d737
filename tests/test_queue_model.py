"""Whatever is done to a queue in memory and to one in a file, both answer the same."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from eventlab import Delivery, Event, MemoryQueue, SqliteQueue, StaleDelivery, VirtualClock

KEYS = st.sampled_from([None, None, "a", "b"])
DELAYS = st.sampled_from([0.0, 0.0, 3.0, 10.0])


class SideBySide(RuleBasedStateMachine):
    """Whatever is done to both queues, both answer the same."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.clock = VirtualClock(1000.0)
        options = {"lease": 10.0, "max_attempts": 3, "clock": self.clock}
        self.durable = SqliteQueue(Path(self.folder.name) / "queue.db", **options)
        self.queues = [MemoryQueue(**options), self.durable]
        self.held = []  # pairs of deliveries, also of those that are settled
        self.count = 0

    def teardown(self):
        self.durable.close()
        self.folder.cleanup()

    def new(self):
        self.count += 1
        return Event("Counted", {"n": self.count}, id=str(self.count))

    def both(self, method, *pairs, **options):
        """Call the method of both with what is each one's own; return what both answered."""
        answers = []
        for i, queue in enumerate(self.queues):
            try:
                answer = getattr(queue, method)(*[pair[i] for pair in pairs], **options)
                answers.append(list(answer) if method == "dead_letters" else answer)
            except (StaleDelivery, LookupError) as error:
                answers.append(error)
        ours, theirs = map(comparable, answers)
        assert ours == theirs
        return answers

    @rule(key=KEYS, delay=DELAYS)
    def put(self, key, delay):
        self.both("put", [self.new()] * 2, key=key, delay=delay)

    @rule(n=st.integers(0, 4), key=KEYS, delay=DELAYS)
    def put_many(self, n, key, delay):
        self.both("put_many", [[self.new() for _ in range(n)]] * 2, key=key, delay=delay)

    @rule()
    def get(self):
        pair = self.both("get")
        if pair[0]:
            self.held.append(pair)

    @rule(n=st.integers(1, 4))
    def get_many(self, n):
        self.held += zip(*self.both("get_many", [n] * 2), strict=True)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def ack(self, data):
        pairs = data.draw(st.lists(st.sampled_from(self.held), max_size=4))
        self.both("ack", *pairs)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), delay=DELAYS, reason=st.text(max_size=5))
    def nack(self, data, delay, reason):
        self.both("nack", data.draw(st.sampled_from(self.held)), delay=delay, reason=reason)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), seconds=st.sampled_from([1.0, 10.0, 25.0]))
    def extend(self, data, seconds):
        self.both("extend", data.draw(st.sampled_from(self.held)), [seconds] * 2)

    @rule(seconds=st.sampled_from([1.0, 3.0, 7.0, 10.0]))
    def advance(self, seconds):
        self.clock.advance(seconds)

    @rule(id=st.integers(1, 3))
    def redrive(self, id):
        self.both("redrive", [id] * 2)

    @rule()
    def dead_letters(self):
        self.both("dead_letters")

    @invariant()
    def counts_agree(self):
        self.both("stats")


def comparable(answer):
    """What two queues must agree on: everything but the receipts."""
    if isinstance(answer, list):
        return [comparable(each) for each in answer]
    if isinstance(answer, Delivery):
        return answer.event, answer.attempt
    if isinstance(answer, StaleDelivery):
        return "stale", [comparable(delivery) for delivery in answer.deliveries]
    if isinstance(answer, LookupError):
        return str(answer)
    return answer


TestSideBySide = SideBySide.TestCase
TestSideBySide.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
