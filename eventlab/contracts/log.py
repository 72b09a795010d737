"""The contract of a log. `make(partitions)` returns a new, empty log with so many partitions.

Features: "clock" for `make(partitions, session=seconds, clock=clock)`, where only polls, commits
and seeks are signs of life; "turns" for polls that take from all partitions in turn;
"add_partitions".
"""

from functools import partial
from itertools import chain
from itertools import count as counter
from typing import Any

from eventlab.clock import VirtualClock
from eventlab.contracts import Broken, Contract, Make, in_threads, raises, same
from eventlab.event import Event
from eventlab.log import Fenced, Record

log = Contract("log")

_HASHES = counter()


class Elsewhere(str):
    """A key as other processes see it: the same text, another `hash()` each time."""

    def __hash__(self) -> int:
        return next(_HASHES)


def fill(subject: Any, count: int) -> list[str]:
    """Append `count` events under as many keys, and return their ids."""
    for number in range(count):
        subject.append(Event("Paid", id=f"{number}"), key=f"order-{number}")
    return [f"{number}" for number in range(count)]


def drain(*members: Any) -> list[Record]:
    """Poll all members in turn until none has anything more."""
    found: list[Record] = []
    while fresh := [record for member in members for record in member.poll(100)]:
        found += fresh
        if len(found) > 2_000:
            raise Broken("polling returns the same records again and again")
    return found


def owned(newcomer: Any) -> int:
    """Return a partition that the newcomer polls from."""
    for record in drain(newcomer):
        return record.partition
    raise Broken("a newcomer gets a partition with its records; this one polled nothing")


def ids(records: list[Record]) -> list[str]:
    """Return the events' ids in a fixed order."""
    return sorted((record.event.id for record in records), key=int)


@log.case(core=True)
def offsets_count_up(make: Make) -> None:
    """Each event gets the next offset of its partition, counting from 0."""
    subject, following = make(2), [0, 0]
    for number in range(20):
        partition, offset = subject.append(Event("Paid"), key=f"order-{number}")
        same(offset, following[partition], f"the offset in partition {partition}")
        following[partition] += 1


@log.case(core=True)
def key_keeps_its_partition(make: Make) -> None:
    """Events of one key go to one partition, whatever process appends them."""
    subject = make(5)
    for key in ("order-1", "order-2", "order-3"):
        taken = {subject.append(Event("Paid"), key=Elsewhere(key))[0] for _ in range(20)}
        same(len(taken), 1, f"the number of partitions that hold {key}")


@log.case(core=True)
def read_in_order(make: Make) -> None:
    """A member polls every event, those of one partition in the order of their offsets."""
    subject = make(3)
    appended = fill(subject, 30)
    found = drain(subject.join("billing"))
    same(ids(found), appended, "the events polled")
    for partition in range(3):
        offsets = [record.offset for record in found if record.partition == partition]
        same(offsets, list(range(len(offsets))), f"the order in partition {partition}")


@log.case(core=True)
def polled_once(make: Make) -> None:
    """A member polls a record once, and then only what is new."""
    subject = make(1)
    member = subject.join("billing")
    for id in ("1", "2"):
        subject.append(Event("Paid", id=id))
        same(ids(member.poll(10)), [id], "the events polled after one was appended")
        same(ids(member.poll(10)), [], "the events polled when nothing was")


@log.case(core=True)
def members_share(make: Make) -> None:
    """The members of a group share the partitions: each event is polled by one of them."""
    subject = make(4)
    appended = fill(subject, 40)
    members = [subject.join("billing") for _ in range(3)]
    shares = [drain(member) for member in members]
    same(ids([*chain(*shares)]), appended, "the events polled by all members together")
    same([len(share) > 0 for share in shares], [True] * 3, "which of the members had work")


@log.case(core=True)
def groups_are_independent(make: Make) -> None:
    """Each group polls all events, whatever another group has polled and committed."""
    subject = make(1)
    appended = fill(subject, 5)
    first = subject.join("billing")
    same(ids(drain(first)), appended, "the events polled by one group")
    first.commit(0, 5)
    same(ids(drain(subject.join("mail"))), appended, "the events polled by another group")


@log.case(core=True)
def begins_at_committed(make: Make) -> None:
    """A partition's next owner begins at the committed offset, and polls again what came after."""
    subject = make(1)
    fill(subject, 5)
    first = subject.join("billing")
    first.poll(2)
    first.commit(0, 2)
    first.poll(2)
    first.leave()
    again = subject.join("billing").poll(10)
    same([record.offset for record in again], [2, 3, 4], "the offsets polled by the next owner")


@log.case(core=True)
def replaced_is_fenced(make: Make) -> None:
    """A member is Fenced when it commits to a partition that another member owns by now."""
    subject = make(2)
    fill(subject, 20)
    replaced = subject.join("billing")
    drain(replaced)
    taken = owned(subject.join("billing"))
    raises(Fenced, replaced.commit, taken, 1)


@log.case()
def taken_and_given_back(make: Make) -> None:
    """Who got a partition back is Fenced for what it polled before, until it polls again."""
    subject = make(2)
    fill(subject, 20)
    member = subject.join("billing")
    drain(member)
    between = subject.join("billing")
    taken = owned(between)
    between.commit(taken, 2)
    between.leave()
    raises(Fenced, member.commit, taken, 1)
    same(min(r.offset for r in drain(member) if r.partition == taken), 2, "the offset after that")


@log.case()
def keeps_the_rest(make: Make) -> None:
    """A member goes on with the partitions that a rebalance left it, and repeats nothing."""
    subject = make(2)
    fill(subject, 20)
    member = subject.join("billing")
    drain(member)
    kept = 1 - owned(subject.join("billing"))
    member.commit(kept, 1)
    same(drain(member), [], "the records polled again")
    same(member.partitions, (kept,), "what it still owns")


@log.case()
def leave_hands_over(make: Make) -> None:
    """Who leaves is Fenced from then on, and those who stay take over its partitions."""
    subject = make(2)
    appended = fill(subject, 20)
    stays, leaves = subject.join("billing"), subject.join("billing")
    before = drain(stays)
    leaves.leave()
    leaves.leave()  # a second time does no harm
    for call, place in [(leaves.poll, [1]), (leaves.commit, [0, 1]), (leaves.seek, [0, 1])]:
        raises(Fenced, call, *place)
    same(ids(before + drain(stays)), appended, "the events polled by the one that stays")


@log.case(needs=["clock"])
def silent_is_fenced(make: Make) -> None:
    """Who is silent for a session is Fenced at commit and poll, and another member takes over."""
    subject = make(1, session=10.0, clock=(clock := VirtualClock()))
    appended = fill(subject, 3)
    silent, spare = subject.join("billing"), subject.join("billing")
    same(ids(silent.poll(10)), appended, "the events polled before the silence")
    clock.advance(5)
    same(spare.poll(10), [], "the events polled by the spare member while the owner is alive")
    clock.advance(5)
    raises(Fenced, silent.commit, 0, 3)
    raises(Fenced, silent.poll, 1)
    same(ids(spare.poll(10)), appended, "the events polled by the spare member after that")


@log.case(needs=["clock"])
def signs_of_life(make: Make) -> None:
    """Who polls, commits or seeks more often than once a session is not taken out."""
    member = make(1, session=10.0, clock=(clock := VirtualClock())).join("billing")
    for call, place in [(member.poll, [1]), (member.commit, [0, 0]), (member.seek, [0, 0])] * 2:
        clock.advance(9)
        call(*place)


@log.case()
def seek(make: Make) -> None:
    """After seek(partition, offset) the next record polled there is that offset's."""
    subject = make(1)
    fill(subject, 5)
    member = subject.join("billing")
    for offset in (3, 0, 4):
        member.seek(0, offset)
        same([record.offset for record in member.poll(1)], [offset], "the offset polled")


@log.case()
def offsets_in_range(make: Make) -> None:
    """Commit and seek refuse a partition or an offset that the log does not have."""
    subject = make(1)
    fill(subject, 3)
    member = subject.join("billing")
    for call in (member.commit, member.seek):
        call(0, 3)
        for partition, offset in [(0, 4), (0, -1), (1, 0), (-1, 0)]:
            raises(ValueError, call, partition, offset)
    same((member.poll(1), subject.lag("billing")), ([], {0: 0}), "what is left to poll, and lag")


@log.case()
def limit_holds(make: Make) -> None:
    """A poll returns at most `limit` records, which is at least one."""
    fill(subject := make(2), 20)
    member = subject.join("billing")
    same([len(member.poll(8)) for _ in range(4)], [8, 8, 4, 0], "the numbers of records polled")
    for limit in (0, -1):
        raises(ValueError, member.poll, limit)


@log.case(needs=["turns"])
def fair(make: Make) -> None:
    """A partition with a backlog does not keep the others waiting: polls take turns."""
    subject = make(3)
    fill(subject, 60)
    member = subject.join("billing")
    first = [member.poll(1)[0].partition for _ in range(3)]
    same(sorted(first), [0, 1, 2], "the partitions of the first three polls of one record")


@log.case()
def keys_are_spread(make: Make) -> None:
    """Events with many keys, and events without a key, are spread over all partitions."""
    for keys in ([f"order-{number}" for number in range(60)], [None] * 60):
        subject = make(3)
        used = {subject.append(Event("Paid"), key=key)[0] for key in keys}
        same(used, {0, 1, 2}, f"the partitions used under keys such as {keys[0]!r}")


@log.case()
def records_say_their_place(make: Make) -> None:
    """A record carries its event, its key, and the place that append returned."""
    subject, appended = make(2), []
    for number, key in enumerate(["a", "b", None]):
        event = Event("Paid", {"number": number})
        partition, offset = subject.append(event, key=key)
        appended.append(Record(event, partition, offset, key))
    found = drain(subject.join("billing"))
    same(sorted(found, key=lambda r: r.event.data["number"]), appended, "the records polled")


@log.case()
def lag(make: Make) -> None:
    """The lag is, for each partition, the number of records behind the committed offset."""
    subject = make(1)
    fill(subject, 5)
    same(subject.lag("billing"), {0: 5}, "the lag of a group that nobody has joined")
    member = subject.join("billing")
    member.poll(3)
    member.commit(0, 2)
    same(subject.lag("billing"), {0: 3}, "the lag after a commit at 2 of 5")


@log.case(needs=["add_partitions"])
def added_partitions(make: Make) -> None:
    """Added partitions begin empty and are shared out; records stay, and some keys move."""
    subject = make(2)
    fill(subject, 20)
    member = subject.join("billing")
    before = {record.key: record.partition for record in drain(member)}
    subject.add_partitions(1)
    places = {key: subject.append(Event("Paid", id="20"), key=key) for key in before}
    moved = [place for key, place in places.items() if place[0] != before[key]]
    same((2, 0) in moved, True, "whether a key has moved to the new partition's offset 0")
    same(len(drain(member)), 20, "the number of records polled after that")


@log.case()
def threads(make: Make) -> None:
    """Threads append at once, each event in a place of its own; one member's threads share them."""
    subject, found = make(2), []
    in_threads([partial(fill, subject, 100)] * 4)
    member = subject.join("billing")
    in_threads([lambda: found.extend(drain(member))] * 4)
    same(len(found), 400, "the number of records polled by all threads together")
    same(len({(record.partition, record.offset) for record in found}), 400, "their places")
