"""Wrong logs. Each is `Plain`, a right log cut into steps, with one step done wrong."""

import threading
import zlib
from collections import deque

from eventlab import Fenced, MemoryLog, Record, VirtualClock
from mutants import Mutants

MUTANTS = Mutants()


def let_others_run(seconds):
    if threading.current_thread() is not threading.main_thread():
        threading.Event().wait(seconds)


class PlainMember:
    """A member that keeps its place; whether it may act is the log's to say."""

    def __init__(self, log, group):
        self.log, self.group = log, group
        self.grants, self.position, self.turns = {}, {}, deque()
        self.seen = log.clock.now()
        log.enter(self)
        self.refresh()

    @property
    def partitions(self):
        return tuple(sorted(self.grants))

    def poll(self, limit=500):
        self.log.limit(limit)
        with self.log.lock:
            self.alive()
            self.refresh()
            return self.take(limit)

    def commit(self, partition, offset):
        with self.log.lock:
            self.alive()
            self.log.range(self.group, partition, offset)
            self.allowed(partition)
            self.log.store(self.group, partition, offset)

    def seek(self, partition, offset):
        with self.log.lock:
            self.alive()
            self.log.range(self.group, partition, offset)
            self.allowed(partition)
            self.move(partition, offset)

    def leave(self):
        with self.log.lock:
            self.log.exit(self)

    def alive(self):
        self.log.expire(self.group)
        if self not in self.log.groups[self.group]:
            raise Fenced("join again")
        self.seen = self.log.clock.now()

    def allowed(self, partition):
        if self.grants.get(partition) != self.log.grants(self).get(partition, "none"):
            raise Fenced("poll again")

    def refresh(self):
        granted = self.log.grants(self)
        for partition, grant in granted.items():
            if self.grants.get(partition) != grant:
                self.position[partition] = self.begin(partition)
        if granted != self.grants:
            self.grants, self.turns = granted, deque(granted)

    def begin(self, partition):
        return self.log.committed.get((self.group, partition), 0)

    def move(self, partition, offset):
        self.position[partition] = offset

    def take(self, limit):
        found, dry = [], 0
        while len(found) < limit and dry < len(self.turns):
            self.turns.rotate(-1)
            records, at = self.log.records[self.turns[-1]], self.position[self.turns[-1]]
            dry = dry + 1 if at >= len(records) else 0
            found += self.read(records, at)
            self.position[self.turns[-1]] += at < len(records)
        return found

    def read(self, records, at):
        return records[at : at + 1]


class Plain:
    """A right log, written for changing one step at a time."""

    Member = PlainMember

    def __init__(self, partitions=4, *, session=300.0, clock=None):
        self.records = [[] for _ in range(partitions)]
        self.session, self.clock = session, clock or VirtualClock()
        self.groups, self.owners, self.committed = {}, {}, {}
        self.appended, self.changes, self.lock = 0, 0, threading.RLock()

    def append(self, event, *, key=None):
        with self.lock:
            partition = self.choose(key)
            self.appended += 1
            offset = self.next_offset(partition)
            self.write(partition, Record(event, partition, offset, key))
            return partition, offset

    def choose(self, key):
        return self.appended % len(self.records) if key is None else self.hash(key)

    def hash(self, key):
        return zlib.crc32(key.encode()) % len(self.records)

    def next_offset(self, partition):
        return len(self.records[partition])

    def write(self, partition, record):
        self.records[partition].append(record)

    def join(self, group):
        return self.Member(self, group)

    def lag(self, group):
        committed = [self.committed.get((group, p), 0) for p in range(len(self.records))]
        return {p: len(self.records[p]) - offset for p, offset in enumerate(committed)}

    def add_partitions(self, count):
        self.records += [[] for _ in range(count)]
        for group in self.groups:
            self.rebalance(group)

    def limit(self, limit):
        if limit < 1:
            raise ValueError("limit")

    def range(self, group, partition, offset):
        if not (0 <= partition < len(self.records) and 0 <= offset <= len(self.records[partition])):
            raise ValueError("out of range")

    def store(self, group, partition, offset):
        self.committed[group, partition] = offset

    def enter(self, member):
        with self.lock:
            self.groups.setdefault(member.group, []).append(member)
            self.expire(member.group)
            self.rebalance(member.group)

    def exit(self, member):
        if member in self.groups[member.group]:
            self.groups[member.group].remove(member)
            self.rebalance(member.group)

    def expire(self, group):
        for member in list(self.groups[group]):
            if self.clock.now() - member.seen >= self.session:
                self.exit(member)

    def rebalance(self, group):
        """Deal the partitions out like cards: member 0, 1, 2, 0, 1, …"""
        members = self.groups[group]
        for partition in range(len(self.records)):
            owner = members[partition % len(members)] if members else None
            if self.owners.get((group, partition), (None,))[0] is not owner:
                self.changes += 1
                self.owners[group, partition] = (owner, self.changes)

    def grants(self, member):
        owned = {p: self.owners[member.group, p] for p in range(len(self.records))}
        return {p: grant for p, (owner, grant) in owned.items() if owner is member}


IMPLEMENTATIONS = {"MemoryLog": MemoryLog, "Plain": Plain}

# Where an event goes.


@MUTANTS.rejected_by("offsets_count_up", at_least=True)
class OneCounter(Plain):
    """Counts the offsets over the whole log, as if it had one partition."""

    def next_offset(self, partition):
        return self.appended - 1


@MUTANTS.rejected_by("key_keeps_its_partition")
class Hash(Plain):
    """Partitions by hash(), which each process salts anew."""

    def hash(self, key):
        return hash(key) % len(self.records)


@MUTANTS.rejected_by("key_keeps_its_partition")
class TurnsForAll(Plain):
    """Deals all events out in turn and ignores their keys."""

    def choose(self, key):
        return self.appended % len(self.records)


@MUTANTS.rejected_by("keys_are_spread")
class SameForKeyless(Plain):
    """Puts all events without a key into partition 0."""

    def choose(self, key):
        return self.hash(key) if key is not None else 0


@MUTANTS.rejected_by("keys_are_spread", "added_partitions", at_least=True)
class FirstPartition(Plain):
    """Puts everything into partition 0."""

    def choose(self, key):
        return 0


@MUTANTS.rejected_by("added_partitions")
class FixedModulus(Plain):
    """Goes on with the first number of partitions: the new ones stay empty for ever."""

    def __init__(self, partitions=4, **options):
        super().__init__(partitions, **options)
        self.modulus = partitions

    def choose(self, key):
        return (
            self.appended % self.modulus if key is None else zlib.crc32(key.encode()) % self.modulus
        )


@MUTANTS.rejected_by("added_partitions")
class NobodysPartition(Plain):
    """Forgets to share out the partitions that were added."""

    def add_partitions(self, count):
        self.records += [[] for _ in range(count)]

    def grants(self, member):
        owned = {p: o for (g, p), o in self.owners.items() if g == member.group}
        return {p: grant for p, (owner, grant) in owned.items() if owner is member}


@MUTANTS.rejected_by("records_say_their_place", at_least=True)
class WithoutKey(Plain):
    """Keeps the event and its place, and drops the key."""

    def write(self, partition, record):
        super().write(partition, Record(record.event, partition, record.offset))


@MUTANTS.rejected_by("threads")
class Unlocked(Plain):
    """Reads the next offset and writes later: two threads find the same one."""

    def append(self, event, *, key=None):
        partition, offset = self.choose(key), 0
        self.appended += 1
        for _ in range(2):  # whoever reads first writes last
            offset = self.next_offset(partition)
            let_others_run(0.001)
        self.write(partition, Record(event, partition, offset, key))
        return partition, offset


@MUTANTS.rejected_by("threads")
class PollsUnlocked(Plain):
    """Takes records and moves on in two steps: two threads that share a member take the same."""

    class Member(PlainMember):
        def poll(self, limit=500):
            self.log.limit(limit)
            self.alive()
            self.refresh()
            before, found = dict(self.position), self.take(limit)
            after, self.position = self.position, before
            let_others_run(0.01)
            self.position = after
            return found


# What a member polls.


@MUTANTS.rejected_by("read_in_order", at_least=True)
class NewestFirst(Plain):
    """Hands a poll's records out with the newest first."""

    class Member(PlainMember):
        def take(self, limit):
            return super().take(limit)[::-1]


@MUTANTS.rejected_by("polled_once", at_least=True)
class NeverMovesOn(Plain):
    """Polls from the committed offset each time: what is not committed at once comes again."""

    class Member(PlainMember):
        def refresh(self):
            self.grants = {}
            super().refresh()


@MUTANTS.rejected_by("limit_holds")
class NoLimit(Plain):
    """Takes a limit of 0 for one of 1."""

    def limit(self, limit):
        pass

    class Member(PlainMember):
        def take(self, limit):
            return super().take(max(limit, 1))


@MUTANTS.rejected_by("limit_holds", at_least=True)
class LimitPerPartition(Plain):
    """Takes the limit for that of each partition."""

    class Member(PlainMember):
        def take(self, limit):
            return super().take(limit * max(len(self.turns), 1))


@MUTANTS.rejected_by("fair")
class FirstPartitionFirst(Plain):
    """Empties its first partition before it looks at the next."""

    class Member(PlainMember):
        def take(self, limit):
            found = []
            for partition in sorted(self.grants):
                self.turns = deque([partition])
                found += super().take(limit - len(found)) if len(found) < limit else []
            return found


@MUTANTS.rejected_by("seek", "offsets_in_range")
class SeekIgnored(Plain):
    """Accepts a seek and goes on where it was."""

    class Member(PlainMember):
        def move(self, partition, offset):
            pass


@MUTANTS.rejected_by("seek", "offsets_in_range")
class SeekOnlyBack(Plain):
    """Seeks back, and takes a seek forward for a mistake to be ignored."""

    class Member(PlainMember):
        def move(self, partition, offset):
            self.position[partition] = min(offset, self.position[partition])


# What a group keeps.


@MUTANTS.rejected_by("members_share", at_least=True)
class Broadcast(Plain):
    """Gives every partition to every member."""

    class Member(PlainMember):
        def refresh(self):
            every = range(len(self.log.records))
            self.position = {p: self.position.get(p, 0) for p in every}
            self.grants, self.turns = dict.fromkeys(every, 1), deque(every)

        def allowed(self, partition):
            pass


@MUTANTS.rejected_by("groups_are_independent", at_least=True)
class OneGroup(Plain):
    """Takes the name of a group for a label: all are one."""

    def join(self, group):
        return super().join("all")


@MUTANTS.rejected_by("groups_are_independent")
class SharedCommits(Plain):
    """Keeps one committed offset for a partition, whoever commits."""

    class Member(PlainMember):
        def begin(self, partition):
            stored = self.log.committed.items()
            return max((offset for (_, p), offset in stored if p == partition), default=0)


@MUTANTS.rejected_by("begins_at_committed", at_least=True)
class BeginsAtTheStart(Plain):
    """Keeps commits and never reads them: each owner begins at offset 0."""

    class Member(PlainMember):
        def begin(self, partition):
            return 0


@MUTANTS.rejected_by("begins_at_committed", at_least=True)
class CommitsWhatItPolls(Plain):
    """Commits by itself as it polls: what was not handled when its owner died is lost."""

    class Member(PlainMember):
        def take(self, limit):
            found = super().take(limit)
            for record in found:
                self.log.store(self.group, record.partition, record.offset + 1)
            return found


@MUTANTS.rejected_by("begins_at_committed", at_least=True)
class LastHandled(Plain):
    """Takes the committed offset for that of the last record handled."""

    class Member(PlainMember):
        def begin(self, partition):
            stored = self.log.committed.get((self.group, partition))
            return 0 if stored is None else stored + 1


@MUTANTS.rejected_by("offsets_in_range")
class AnyOffset(Plain):
    """Stores whatever offset it is given."""

    def range(self, group, partition, offset):
        if not 0 <= partition < len(self.records):
            raise ValueError("no such partition")

    class Member(PlainMember):
        def read(self, records, at):
            return records[max(at, 0) :][:1]


@MUTANTS.rejected_by("lag")
class LagBehindPolled(Plain):
    """Counts the lag from what was polled instead of what was committed."""

    def lag(self, group):
        lag = super().lag(group)
        for member in self.groups.get(group, ()):
            for partition in member.grants:
                lag[partition] = len(self.records[partition]) - member.position[partition]
        return lag


# Who may act.


@MUTANTS.rejected_by("replaced_is_fenced", "taken_and_given_back")
class AnybodyCommits(Plain):
    """Does not ask whose partition it is."""

    class Member(PlainMember):
        def allowed(self, partition):
            pass


@MUTANTS.rejected_by("taken_and_given_back")
class OwnerWithoutGeneration(Plain):
    """Asks who owns the partition now, and not whether somebody else did in between."""

    class Member(PlainMember):
        def allowed(self, partition):
            if partition not in self.log.grants(self):
                raise Fenced("poll again")


@MUTANTS.rejected_by("taken_and_given_back")
class StoresThenRefuses(Plain):
    """Raises Fenced after it has stored the offset."""

    class Member(PlainMember):
        def commit(self, partition, offset):
            with self.log.lock:
                self.alive()
                self.log.range(self.group, partition, offset)
                self.log.store(self.group, partition, offset)
                self.allowed(partition)


@MUTANTS.rejected_by("keeps_the_rest", at_least=True)
class StopTheWorld(Plain):
    """Takes all partitions from all members whenever one joins."""

    def rebalance(self, group):
        self.owners = {place: owner for place, owner in self.owners.items() if place[0] != group}
        super().rebalance(group)


@MUTANTS.rejected_by("leave_hands_over", at_least=True)
class LeavesWithTheKeys(Plain):
    """Lets a member leave and its partitions go with it."""

    def exit(self, member):
        if member in self.groups[member.group]:
            self.groups[member.group].remove(member)


@MUTANTS.rejected_by("leave_hands_over", "silent_is_fenced")
class GhostReads(Plain):
    """Lets a member that has left poll on, and read nothing."""

    class Member(PlainMember):
        def poll(self, limit=500):
            gone = self not in self.log.groups[self.group]
            return [] if gone else super().poll(limit)


@MUTANTS.rejected_by("silent_is_fenced")
class NeverExpires(Plain):
    """Waits for ever for a member that has died."""

    def expire(self, group):
        pass


@MUTANTS.rejected_by("silent_is_fenced", "leave_hands_over")
class ForgivesTheSilent(Plain):
    """Lets a member that was taken out in again when it polls."""

    class Member(PlainMember):
        def poll(self, limit=500):
            if self not in self.log.groups[self.group] and self.grants:
                self.seen = self.log.clock.now()
                self.log.enter(self)
            return super().poll(limit)


@MUTANTS.rejected_by("signs_of_life", "silent_is_fenced")
class LeaseFromJoining(Plain):
    """Counts the session from joining, however often the member polls."""

    class Member(PlainMember):
        def alive(self):
            joined = self.seen
            super().alive()
            self.seen = joined


@MUTANTS.rejected_by("signs_of_life")
class OnlyPollsCount(Plain):
    """Takes a member that commits for a dead one unless it polls."""

    class Member(PlainMember):
        def commit(self, partition, offset):
            seen = self.seen
            super().commit(partition, offset)
            self.seen = seen
