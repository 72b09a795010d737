"""MemoryLog: a log in this process's memory, with all the rules of a group of readers.

Guarantee: that of `eventlab.log`, for as long as the process lives. A partition changes hands at
once when a member joins, leaves or is silent for too long, and each change raises the partition's
generation: what a member learned in an earlier generation no longer counts.
"""

import itertools
import threading
from collections import Counter, deque

from eventlab.clock import Clock, SystemClock
from eventlab.event import Event
from eventlab.frozen import require_text
from eventlab.log import Fenced, Record, partition_of


class MemoryLog:
    """A log in this process's memory. Safe with many threads.

    Args:
        partitions: how many there are; at most as many members of a group have work.
        session: seconds after which a silent member is taken out of its group; each poll, commit
            and seek is a sign of life. The default is Kafka's `max.poll.interval.ms`.
        clock: what the session is measured by.

    Raises:
        ValueError: less than one partition, or a session that is not longer than 0 seconds.
    """

    def __init__(
        self, partitions: int = 4, *, session: float = 300.0, clock: Clock | None = None
    ) -> None:
        if partitions < 1:
            raise ValueError(f"a log has at least one partition, not {partitions}")
        if not session > 0:
            raise ValueError(f"a session lasts longer than 0 seconds, not {session}")
        self.session = session
        self.clock = clock or SystemClock()
        self._partitions: list[list[Record]] = [[] for _ in range(partitions)]
        self._groups: dict[str, _Group] = {}
        self._turn = itertools.count()
        self._lock = threading.RLock()

    @property
    def partitions(self) -> int:
        """How many partitions there are."""
        return len(self._partitions)

    def append(self, event: Event, *, key: str | None = None) -> tuple[int, int]:
        """Add an event to the partition of its key; without a key the partitions take turns.

        Raises:
            TypeError, ValueError: no event, or a key that is not text or is empty.
        """
        if not isinstance(event, Event):
            raise TypeError(f"a log holds events, not a {type(event).__name__}")
        if key is not None:
            require_text("key", key)
        with self._lock:
            count = len(self._partitions)
            partition = next(self._turn) % count if key is None else partition_of(key, count)
            records = self._partitions[partition]
            records.append(Record(event, partition, len(records), key))
            return partition, len(records) - 1

    def join(self, group: str) -> "MemoryMember":
        """Become a member of `group`; its partitions are shared anew at once.

        A group begins at the oldest record. What a former owner has polled and not committed is
        read again. (Kafka asks the former owner first, and so repeats less: KIP-429.)

        Raises:
            ValueError: the group has no name.
        """
        if not group:
            raise ValueError("a group has a name, such as 'billing'; this one is empty")
        with self._lock:
            joined = self._groups.setdefault(group, _Group(group))
            self._take_out_silent(joined)
            return MemoryMember(self, joined)

    def lag(self, group: str) -> dict[int, int]:
        """Return for each partition how many records lie behind the group's committed offset."""
        with self._lock:
            committed = self._groups.get(group, _Group(group)).committed
            return {p: len(records) - committed[p] for p, records in enumerate(self._partitions)}

    def add_partitions(self, count: int) -> None:
        """Add `count` empty partitions, and share them out.

        No record moves, but half of the keys or more do: their next event goes to another partition
        than their last, and the two may be read in either order. Kafka does the same.

        Raises:
            ValueError: `count` is less than 1.
        """
        if count < 1:
            raise ValueError(f"partitions can only be added: count is {count}")
        with self._lock:
            self._partitions.extend([] for _ in range(count))
            for group in self._groups.values():
                group.rebalance(len(self._partitions))

    def _take_out_silent(self, group: "_Group") -> None:
        oldest = self.clock.now() - self.session
        if silent := [member for member in group.members if member._seen <= oldest]:
            group.members = [member for member in group.members if member not in silent]
            group.rebalance(len(self._partitions))


class _Group:
    """Who owns which partition, and from where it is read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.members: list[MemoryMember] = []  # in the order of joining
        self.owners: dict[int, MemoryMember | None] = {}
        self.generations: Counter[int] = Counter()  # how often a partition has changed hands
        self.committed: Counter[int] = Counter()

    def rebalance(self, partitions: int) -> None:
        """Settle anew who owns what, and begin a generation of each partition that moves."""
        owners = self._share_out(partitions) if self.members else {}
        for partition in range(partitions):
            if owners.get(partition) is not self.owners.get(partition):
                self.generations[partition] += 1
        self.owners = owners

    def _share_out(self, partitions: int) -> dict[int, "MemoryMember | None"]:
        """Share evenly, and move as few as that allows (Kafka's sticky assignor, KIP-54)."""
        shares: dict[MemoryMember | None, list[int]] = {member: [] for member in self.members}
        free: list[int] = []
        for partition in range(partitions):
            shares.get(self.owners.get(partition), free).append(partition)
        for partition in free:
            min(shares.values(), key=len).append(partition)
        while len(most := max(shares.values(), key=len)) > 1 + len(
            fewest := min(shares.values(), key=len)
        ):
            fewest.append(most.pop())
        return {partition: member for member in shares for partition in shares[member]}


class MemoryMember:
    """A member of a group of a `MemoryLog`; made by `join`."""

    def __init__(self, log: MemoryLog, group: _Group) -> None:
        self._log = log
        self._group = group
        self._seen = log.clock.now()
        self._left = False
        self._held: dict[int, int] = {}  # partition -> the generation in which it was granted
        self._position: dict[int, int] = {}
        self._turns: deque[int] = deque()
        group.members.append(self)
        group.rebalance(log.partitions)
        self._learn_assignment()

    @property
    def partitions(self) -> tuple[int, ...]:
        """The partitions that it knows to be its own: as of joining, or of its last poll."""
        return tuple(sorted(self._held))

    def poll(self, limit: int = 500) -> list[Record]:
        """Return up to `limit` new records, taken from its partitions in turn, without waiting.

        Raises:
            Fenced: the member has left, or was silent for a session: join again.
            ValueError: `limit` is less than 1.
        """
        if limit < 1:
            raise ValueError(f"a poll asks for at least one record, not {limit}")
        with self._log._lock:
            self._show_life()
            self._learn_assignment()
            found: list[Record] = []
            dry = 0  # partitions in a row that had nothing
            while len(found) < limit and dry < len(self._turns):
                partition = self._turns[0]
                self._turns.rotate(-1)
                records, position = self._log._partitions[partition], self._position[partition]
                if position < len(records):
                    found.append(records[position])
                    self._position[partition] += 1
                    dry = 0
                else:
                    dry += 1
            return found

    def commit(self, partition: int, offset: int) -> None:
        """Store `offset` as the next one to read; going back is allowed, and repeats.

        Raises:
            Fenced: another member owns, or has owned, the partition since this one's last poll.
            ValueError: there is no such partition, or no such offset in it.
        """
        with self._log._lock:
            self._show_life()
            self._check(partition, offset)
            self._group.committed[partition] = offset

    def seek(self, partition: int, offset: int) -> None:
        """Make `offset` the next one that this member polls. Raises as `commit` does."""
        with self._log._lock:
            self._show_life()
            self._check(partition, offset)
            self._position[partition] = offset

    def leave(self) -> None:
        """Hand the partitions to the other members. Leaving twice does no harm."""
        with self._log._lock:
            self._left = True
            if self in self._group.members:
                self._group.members.remove(self)
                self._group.rebalance(self._log.partitions)

    def _show_life(self) -> None:
        self._log._take_out_silent(self._group)
        if self not in self._group.members:
            why = "has left" if self._left else f"was silent for {self._log.session:g} s in"
            raise Fenced(f"this member {why} the group {self._group.name!r}: join again")
        self._seen = self._log.clock.now()

    def _learn_assignment(self) -> None:
        owners, generations = self._group.owners, self._group.generations
        granted = {p: generations[p] for p in sorted(owners) if owners[p] is self}
        for partition in granted:
            if self._held.get(partition) != granted[partition]:
                self._position[partition] = self._group.committed[partition]
        if self._held != granted:
            self._held, self._turns = granted, deque(granted)

    def _check(self, partition: int, offset: int) -> None:
        count = self._log.partitions
        if not 0 <= partition < count:
            raise ValueError(f"there is no partition {partition}: the log has 0 to {count - 1}")
        owner = self._group.owners.get(partition)
        if owner is not self or self._held.get(partition) != self._group.generations[partition]:
            raise Fenced(
                f"partition {partition} of the group {self._group.name!r} has gone to another "
                "member: poll again to learn which ones are yours"
            )
        end = len(self._log._partitions[partition])
        if not 0 <= offset <= end:
            raise ValueError(f"partition {partition} has the offsets 0 to {end}, not {offset}")
