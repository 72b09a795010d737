"""A right log, cut into steps, so that a mutant can do one of them wrong."""

import threading
import zlib
from collections import deque

from eventlab import Fenced, Record, VirtualClock
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
