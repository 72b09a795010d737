"""A log's partitions at one moment: who reads each, how far, and which keys move with a change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eventlab.log import Log, Member, partition_of
from eventlab.memory_log import MemoryLog, MemoryMember

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class PartitionState:
    """One partition: the key of each of its records, and what its group has done with them.

    Args:
        keys: of the records, from offset 0; None for a record without one.
        owner: the name of the member that reads it, or "nobody".
        committed: the offset of the next record to read; all below it are handled.
    """

    keys: tuple[str | None, ...]
    owner: str
    committed: int

    @property
    def lag(self) -> int:
        """How many records lie behind the committed offset."""
        return len(self.keys) - self.committed


@dataclass(frozen=True, slots=True, repr=False)
class LogState:
    """A log and one group of its readers at one moment; `repr` is a line for each partition.

    Args:
        group: its name.
        partitions: from 0.
        homes: for each key the partition that its next event goes to.
    """

    group: str
    partitions: tuple[PartitionState, ...]
    homes: dict[str, int]

    def __repr__(self) -> str:
        return "\n".join(self.sentences())

    def sentences(self) -> Iterator[str]:
        """Say for each partition what is in it, who reads it, from where, and the lag."""
        for number, each in enumerate(self.partitions):
            keys = ", ".join("no key" if key is None else key for key in each.keys)
            yield (
                f"partition {number}: records {keys or 'none'}; read by {each.owner} "
                f"from offset {each.committed}; lag {each.lag}"
            )


def log_state(log: MemoryLog, group: str, **members: MemoryMember) -> LogState:
    """Look at a log and at how far a group has read it.

    Args:
        log: it.
        group: the name of the group.
        members: by the names that they shall have in the picture: all those that own a partition.

    Raises:
        ValueError: a member of another group or log, or an owner that was not passed.
    """
    for name, member in members.items():
        if member._log is not log or member._group.name != group:
            raise ValueError(f"{name!r} is no member of the group {group!r} of this log")
    with log._lock:
        owners = log._groups[group].owners if group in log._groups else {}
        names = {id(member): name for name, member in members.items()}
        found = []
        lag = log.lag(group)
        for number, records in enumerate(log._partitions):
            owner = owners.get(number)
            if owner is not None and id(owner) not in names:
                raise ValueError(f"partition {number} is owned by a member that was not passed")
            name = NOBODY if owner is None else names[id(owner)]
            keys = tuple(record.key for record in records)
            found.append(PartitionState(keys, name, len(records) - lag[number]))
        known = {key for each in found for key in each.keys if key is not None}
        homes = {key: partition_of(key, len(found)) for key in sorted(known)}
        return LogState(group, tuple(found), homes)


def seen_state(
    log: Log, group: str, placed: Iterable[tuple[str, int]], **members: Member
) -> LogState:
    """Say the same of any log, as far as its readers can see it.

    Args:
        log: it.
        group: the name of the group.
        placed: of each record the key, and the partition that `append` has told.
        members: by the names that they shall have in the picture. Who shows no partition yet, or
            was not passed, owns none.
    """
    keys: dict[int, list[str]] = {}
    for key, partition in placed:
        keys.setdefault(partition, []).append(key)
    owner = {number: name for name, member in members.items() for number in member.partitions}
    found = [
        PartitionState(tuple(there := keys.get(n, [])), owner.get(n, NOBODY), len(there) - lag)
        for n, lag in sorted(log.lag(group).items())
    ]
    return LogState(group, tuple(found), dict(placed))


def moved_keys(before: LogState, after: LogState) -> dict[str, tuple[int, int]]:
    """Return the partition of each key that has moved: before, and after."""
    homes = {key: (home, after.homes.get(key, home)) for key, home in before.homes.items()}
    return {key: (old, new) for key, (old, new) in homes.items() if old != new}


def new_owners(before: LogState, after: LogState) -> dict[int, tuple[str, str]]:
    """Return the owner of each partition that has changed hands: before, and after."""
    pairs = enumerate(zip(before.partitions, after.partitions, strict=False))
    return {number: (a.owner, b.owner) for number, (a, b) in pairs if a.owner != b.owner}


def new_readers(before: LogState, after: LogState) -> dict[str, tuple[str, str]]:
    """Return who reads the next event of each key for which that has changed: before, and after."""
    readers = {
        key: (before.partitions[home].owner, after.partitions[after.homes[key]].owner)
        for key, home in before.homes.items()
        if key in after.homes
    }
    return {key: (old, new) for key, (old, new) in readers.items() if old != new}
