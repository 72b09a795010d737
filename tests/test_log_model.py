"""The log beside a naive model: random members do random things."""

from collections import Counter
from functools import partial

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from eventlab import Event, Fenced, MemoryLog, VirtualClock, partition_of

SESSION = 10.0


class Reader:
    """What the model knows of a member."""

    def __init__(self, member, group, now):
        self.member, self.group, self.seen = member, group, now
        self.held, self.position = {}, {}

    def learn_assignment(self):
        group = self.group
        owned = {p for p, owner in group.owners.items() if owner is self.member}
        held = {p: group.changes[p] for p in owned}
        for p in owned:
            if self.held.get(p) != held[p]:
                self.position[p] = group.committed[p]
        self.held = held

    def is_fenced_from(self, partition):
        return self.held.get(partition) != self.group.changes[partition]


class Readers:
    """What the model knows of a group."""

    def __init__(self):
        self.alive, self.owners, self.changes, self.committed = [], {}, Counter(), Counter()

    def take_out_silent(self, now):
        self.alive = [reader for reader in self.alive if now - reader.seen < SESSION]


class LogBesideModel(RuleBasedStateMachine):
    """Random members do random things; a naive model says what must come of each.

    Who owns which partition is read from the log, and must be fair. What follows from that the
    model knows by itself.
    """

    readers = Bundle("readers")

    def __init__(self):
        super().__init__()
        self.clock = VirtualClock()
        self.log = MemoryLog(2, session=SESSION, clock=self.clock)
        self.ends = [0, 0]
        self.groups = {"a": Readers(), "b": Readers()}

    def see_who_owns_what(self, group):
        name = next(name for name in self.groups if self.groups[name] is group)
        owners = self.log._groups[name].owners
        for p in range(len(self.ends)):
            group.changes[p] += owners.get(p) is not group.owners.get(p)
        group.owners = dict(owners)
        loads = [list(owners.values()).count(reader.member) for reader in group.alive]
        assert sum(loads) == (len(self.ends) if loads else 0)
        assert not loads or max(loads) - min(loads) <= 1

    def is_alive(self, reader):
        """Say so; one that is not must be told by whatever it calls."""
        reader.group.take_out_silent(self.clock.now())
        if reader in reader.group.alive:
            reader.seen = self.clock.now()
            return True
        for call in (reader.member.poll, partial(reader.member.commit, 0, 0)):
            with pytest.raises(Fenced, match="join again"):
                call()
        self.see_who_owns_what(reader.group)
        return False

    @initialize(target=readers, count=st.integers(0, 9))
    def begin_with_a_reader_and_something_to_read(self, count):
        for _ in range(count):
            self.append(None)
        return self.join("a")

    @rule(key=st.sampled_from([None, "a", "b", "c", "d"]))
    def append(self, key):
        partition, offset = self.log.append(Event("Paid"), key=key)
        assert offset == self.ends[partition]
        assert key is None or partition == partition_of(key, len(self.ends))
        self.ends[partition] += 1

    @rule(target=readers, name=st.sampled_from("aaab"))
    def join(self, name):
        group, now = self.groups[name], self.clock.now()
        group.take_out_silent(now)
        reader = Reader(self.log.join(name), group, now)
        group.alive.append(reader)
        self.see_who_owns_what(group)
        reader.learn_assignment()
        return reader

    @rule(reader=readers, limit=st.integers(1, 6))
    def poll(self, reader, limit):
        if self.is_alive(reader):
            records = reader.member.poll(limit)
            self.see_who_owns_what(reader.group)
            reader.learn_assignment()
            assert reader.member.partitions == tuple(sorted(reader.held))
            waiting = sum(self.ends[p] - reader.position[p] for p in reader.held)
            assert len(records) == min(limit, waiting)
            for record in records:
                assert record.offset == reader.position[record.partition]
                reader.position[record.partition] += 1

    @rule(
        reader=readers,
        action=st.sampled_from(["commit", "seek"]),
        partition=st.integers(-1, 4),
        offset=st.integers(-1, 6),
    )
    def commit_or_seek(self, reader, action, partition, offset):
        if not self.is_alive(reader):
            return
        places = {"commit": reader.group.committed, "seek": reader.position}
        call = partial(getattr(reader.member, action), partition, offset)
        if 0 <= partition < len(self.ends) and reader.is_fenced_from(partition):
            with pytest.raises(Fenced, match="poll again"):
                call()
        elif not 0 <= partition < len(self.ends) or not 0 <= offset <= self.ends[partition]:
            with pytest.raises(ValueError, match="partition"):
                call()
        else:
            call()
            places[action][partition] = offset
        self.see_who_owns_what(reader.group)

    @rule(reader=consumes(readers))
    def leave(self, reader):
        reader.member.leave()
        if reader in reader.group.alive:
            reader.group.alive.remove(reader)
        self.see_who_owns_what(reader.group)
        assert not self.is_alive(reader)

    @rule(seconds=st.sampled_from([1.0, 4.0, 9.0]))
    def advance(self, seconds):
        self.clock.advance(seconds)

    @precondition(lambda self: len(self.ends) < 5)
    @rule()
    def add_a_partition(self):
        self.log.add_partitions(1)
        self.ends.append(0)
        for name in self.log._groups:
            self.see_who_owns_what(self.groups[name])

    @invariant()
    def lag_is_the_end_minus_the_committed_offset(self):
        for name, group in self.groups.items():
            behind = {p: end - group.committed[p] for p, end in enumerate(self.ends)}
            assert self.log.lag(name) == behind


TestLogBesideModel = LogBesideModel.TestCase
TestLogBesideModel.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
