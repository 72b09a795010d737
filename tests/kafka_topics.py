"""Topics of their own on a real Kafka, for the tests."""

import time
from contextlib import contextmanager
from uuid import uuid4

from eventlab.brokers.kafka import KafkaLog


class Settled(KafkaLog):
    """A log whose group has always come to rest, as one does when nobody joins or leaves."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.members = []

    def join(self, group):
        member = super().join(group)
        self.members.append(member)
        leave = member.leave

        def left():
            leave()
            self.settle(group)

        member.leave = left
        self.settle(group)
        member._held = set(member._assigned)  # what joining has brought
        return member

    def add_partitions(self, count):
        super().add_partitions(count)
        for group in {member._group for member in self.members}:
            self.settle(group)

    def settle(self, group):
        """Let all members of the group hear of the rebalance until it is over."""
        members = [m for m in self.members if m._group == group and not m._left]
        until = time.monotonic() + 30
        while members:
            for member in members:
                member._fetch(len(member._fetched) + 1, 0)
            shares = [member._assigned for member in members]
            sizes = [len(share) for share in shares]
            if sum(sizes) == self.partitions == len(set().union(*shares)) and max(sizes) <= 1 + min(
                sizes
            ):
                return
            assert time.monotonic() < until, f"the group did not settle: {shares}"
            time.sleep(0.02)


@contextmanager
def topics(kafka):
    """Make logs on a topic of their own; let their members leave, and take the topics away."""
    made = []

    def make(partitions=4, **settings):
        made.append(Settled(kafka.servers, f"test-{uuid4()}", partitions, **settings))
        return made[-1]

    yield make
    for log in made:
        for member in log.members:
            member.leave()
        log.delete()
