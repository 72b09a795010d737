"""Where an event goes in a log, and what one member polls."""

from functools import partial

from eventlab.contracts import Make, in_threads, raises, same
from eventlab.contracts.log.common import Elsewhere, drain, fill, ids, log
from eventlab.event import Event
from eventlab.log import Record


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
