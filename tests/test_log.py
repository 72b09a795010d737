"""The log beside a naive model, and what the contract leaves to each implementation."""

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

from eventlab import Event, Fenced, Log, Member, MemoryLog, VirtualClock, partition_of

SESSION = 10.0


def filled(partitions=1, count=0):
    log = MemoryLog(partitions, clock=VirtualClock())
    for number in range(count):
        log.append(Event("Paid", id=str(number)), key=f"order-{number}")
    return log


def test_a_memory_log_is_a_log_and_its_members_are_members():
    log: Log = MemoryLog()
    member: Member = log.join("billing")
    assert member.partitions == (0, 1, 2, 3)


def test_a_key_has_the_partition_that_librdkafka_gives_it():
    """Found with confluent-kafka's default partitioner on a topic with four partitions."""
    placed = {"order-0": 1, "order-1": 3, "order-4": 0, "order-5": 2, "åäö": 3}
    assert {key: partition_of(key, 4) for key in placed} == placed


def test_most_keys_move_when_a_partition_is_added():
    keys = [f"order-{number}" for number in range(1000)]
    moved = sum(partition_of(key, 4) != partition_of(key, 5) for key in keys)
    assert 750 <= moved <= 850  # all but one in five, when the hash is even


def test_events_without_a_key_take_the_partitions_in_turn():
    log = filled(partitions=3)
    assert [log.append(Event("Paid"))[0] for _ in range(5)] == [0, 1, 2, 0, 1]


def test_only_events_are_appended():
    with pytest.raises(TypeError, match="a log holds events, not a dict"):
        filled().append({"type": "Paid"})


@pytest.mark.parametrize(("key", "error"), [("", ValueError), (7, TypeError), (b"k", TypeError)])
def test_a_key_that_is_no_text_is_refused_and_nothing_is_appended(key, error):
    log = filled()
    with pytest.raises(error, match="key"):
        log.append(Event("Paid"), key=key)
    assert log.append(Event("Paid")) == (0, 0)


@pytest.mark.parametrize("make", [
    lambda: MemoryLog(0),
    lambda: MemoryLog(session=0.0),
    lambda: MemoryLog(session=float("nan")),
    lambda: MemoryLog().join(""),
    lambda: MemoryLog().add_partitions(0),
    lambda: MemoryLog().join("billing").poll(0),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(make):
    with pytest.raises(ValueError, match=r"."):
        make()


def test_a_refused_commit_says_which_offsets_there_are():
    member = filled(count=3).join("billing")
    with pytest.raises(ValueError, match="partition 0 has the offsets 0 to 3, not 4"):
        member.commit(0, 4)
    with pytest.raises(ValueError, match="there is no partition 1: the log has 0 to 0"):
        member.commit(1, 0)


def test_a_fenced_member_is_told_what_to_do():
    log = filled(partitions=2, count=9)
    member = log.join("billing")
    log.join("billing")
    with pytest.raises(Fenced, match=r"partition 1 of the group 'billing' .* poll again"):
        member.commit(1, 1)
    member.leave()
    with pytest.raises(Fenced, match="has left the group 'billing': join again"):
        member.poll()


def test_a_silent_member_is_told_how_long_it_was_silent():
    clock = VirtualClock()
    member = MemoryLog(session=SESSION, clock=clock).join("billing")
    clock.advance(SESSION)
    with pytest.raises(Fenced, match="was silent for 10 s"):
        member.poll()


def test_the_defaults_are_those_of_kafkas_consumer():
    """max.poll.interval.ms is five minutes, and max.poll.records 500."""
    clock = VirtualClock()
    log = MemoryLog(clock=clock)
    for _ in range(501):
        log.append(Event("Paid"))
    member = log.join("billing")
    clock.advance(299)
    assert [len(member.poll()), len(member.poll())] == [500, 1]
    clock.advance(300)
    with pytest.raises(Fenced):
        member.poll()


def test_a_session_may_be_shorter_than_a_second():
    clock = VirtualClock()
    member = MemoryLog(session=0.5, clock=clock).join("billing")
    clock.advance(0.4)
    assert member.poll() == []


def test_a_lower_commit_counts_so_that_a_group_can_repeat_what_it_has_read():
    log = filled(count=5)
    member = log.join("billing")
    member.commit(0, 4)
    member.commit(0, 1)
    member.leave()
    assert log.join("billing").poll(1)[0].offset == 1


def test_a_newcomer_gets_its_share_and_no_partition_moves_between_the_others():
    log = filled(partitions=6)
    old = [log.join("billing"), log.join("billing")]
    before = [set(member.partitions) for member in old]
    new = log.join("billing")
    for member, owned in zip(old, before, strict=True):
        member.poll()
        assert set(member.partitions) < owned
    assert len(new.partitions) == 2


def test_a_member_too_many_waits_until_another_one_leaves():
    log = filled(count=3)
    owner, spare = log.join("billing"), log.join("billing")
    assert spare.poll() == []
    owner.leave()
    assert len(spare.poll()) == 3


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
