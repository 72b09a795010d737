"""Logs that put an event in the wrong place, or poll the wrong one."""

import zlib
from collections import deque

from eventlab import Record
from mutants.log.plain import MUTANTS, Plain, PlainMember, let_others_run


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


@MUTANTS.rejected_by("offsets_in_range")
class AnyOffset(Plain):
    """Stores whatever offset it is given."""

    def range(self, group, partition, offset):
        if not 0 <= partition < len(self.records):
            raise ValueError("no such partition")

    class Member(PlainMember):
        def read(self, records, at):
            return records[max(at, 0) :][:1]
