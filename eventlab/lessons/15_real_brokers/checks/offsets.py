"""What is tried on `offsets(records, failed)`: the cases one by one, then all small ones."""

from itertools import product
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, show, step
from eventlab.log import Record

from . import mistakes as m

offsets = Task("15-offsets", "offsets")

Known = list[tuple[Any, Mistake]]


def polled(*places: tuple[int, int], event: Event | None = None) -> list[Record]:
    """Return records at these places, each a partition and an offset."""
    return [Record(event or Event("OrderPaid", id=f"{p}-{o}"), p, o) for p, o in places]


def expect(
    offsets: Any,
    records: list[Record],
    failed: list[Record],
    known: Known,
    otherwise: Mistake | None = None,
) -> None:
    """Demand the right dict; `known` says of wrong ones what they show, or else `otherwise`."""
    wanted: dict[int, int] = {}
    for record in records:
        behind = any(f.partition == record.partition and f.offset <= record.offset for f in failed)
        if not behind:
            wanted[record.partition] = record.offset + 1
    places, bad = (
        [(r.partition, r.offset) for r in records],
        [(r.partition, r.offset) for r in failed],
    )
    step(f"polled, as (partition, offset): {places or 'nothing'}")
    step(f"failed: {bad or 'none'}")
    given = list(records), list(failed)
    found = offsets(*given)
    if given != (records, failed):
        raise Failure("both lists as they were", "one of them is another now", m.EATS)
    if not _is_dict_of_numbers(found):
        raise Failure(
            f"offsets(records, failed) is {wanted}", f"it is {show(found)}", m.ANOTHER_SHAPE
        )
    if found != wanted:
        mistake = next((mistake for wrong, mistake in known if wrong == found), otherwise)
        raise Failure(f"offsets(records, failed) is {wanted}", f"it is {show(found)}", mistake)


def _is_dict_of_numbers(found: Any) -> bool:
    return isinstance(found, dict) and all(
        isinstance(part, int) or part is None for place in found.items() for part in place
    )


@offsets.shape
def a_function(offsets: Any) -> None:
    """You hand in a function that takes the records and those that failed."""
    is_function(offsets, "offsets(records, failed)")


@offsets.behaviour
def all_done(offsets: Any) -> None:
    """When all is done, the offset is the next one to read."""
    known = [({0: 9}, m.WITHOUT_THE_ONE), ({0: 3}, m.COUNTS), ({0: 8}, m.ONLY_THE_FIRST)]
    expect(offsets, polled((0, 7), (0, 8), (0, 9)), [], known)


@offsets.behaviour
def two_partitions(offsets: Any) -> None:
    """Each partition has a place of its own."""
    known = [({0: 8, 2: 8}, m.ONE_FOR_ALL), ({0: 4, 2: 4}, m.ONE_FOR_ALL)]
    known += [({0: 8}, m.ONE_FOR_ALL), ({2: 4}, m.ONE_FOR_ALL)]
    expect(offsets, polled((0, 7), (2, 3)), [], known)


@offsets.behaviour
def one_failed(offsets: Any) -> None:
    """What failed is polled again, and what stands behind it too."""
    known = [({0: 10}, m.SKIPS_THE_FAILED), ({}, m.ALL_OR_NOTHING), ({0: 7}, m.WITHOUT_THE_ONE)]
    records = polled((0, 7), (0, 8), (0, 9))
    expect(offsets, records, records[1:2], known)


@offsets.edge
def nothing_polled(offsets: Any) -> None:
    """Where nothing was polled there is nothing to commit, whatever was polled before."""
    try:
        expect(offsets, polled((0, 7)), [], [])
        expect(offsets, [], [], [({0: 8}, m.KEEPS)])
    except (IndexError, ValueError, StopIteration) as error:
        raise Failure("an empty dict", describe(error), m.NEEDS_A_RECORD) from None


@offsets.edge
def first_failed(offsets: Any) -> None:
    """A partition whose first record has failed has nothing to commit."""
    known = [({0: value}, m.NOTHING_DONE) for value in (7, None, 0)]
    records = polled((0, 7), (0, 8))
    expect(offsets, records, records[:1], [*known, ({0: 9}, m.SKIPS_THE_FAILED)])


@offsets.edge
def others_go_on(offsets: Any) -> None:
    """A failure in one partition holds up no other one."""
    known = [({0: 8}, m.STOPS_ALL), ({}, m.STOPS_ALL)]
    known += [({12: 11}, m.OFFSET_ALONE), ({0: 9}, m.SOME_PARTITIONS)]
    records = polled((0, 7), (1, 7), (0, 8), (12, 9), (12, 10))
    expect(offsets, records, [records[1]], known)


@offsets.edge
def gaps(offsets: Any) -> None:
    """Offsets grow, and some can be missing."""
    known = [({0: 6}, m.NO_GAPS), ({0: 8}, m.NO_GAPS)]
    expect(offsets, polled((0, 5), (0, 7), (0, 8)), [], known)


@offsets.edge
def same_event(offsets: Any) -> None:
    """The same event can stand at two offsets; only one of the records has failed."""
    records = polled((0, 1), (0, 2), event=Event("OrderPaid", id="A"))
    expect(offsets, records, records[1:], [({}, m.BY_EVENT)])


@offsets.edge
def several_failed(offsets: Any) -> None:
    """The first failure of each partition counts, in whatever order they are told."""
    records = polled((0, 7), (0, 8), (0, 9), (1, 0), (1, 1))
    failed = [records[4], records[2], records[1]]
    known = [
        ({0: 9, 1: 1}, m.ONLY_THE_FIRST),
        ({0: 10, 1: 1}, m.ONLY_THE_FIRST),
        ({0: 8, 1: 2}, m.ONLY_THE_FIRST),
    ]
    expect(offsets, records, failed, known)


@offsets.fault
def every_small_case(offsets: Any) -> None:
    """Whichever of six records in two partitions have failed, nothing is lost or repeated."""
    from eventlab.course import telling

    records = polled((0, 4), (1, 0), (1, 1), (0, 5), (1, 2), (0, 6))
    for choice in sorted(product((False, True), repeat=len(records)), key=sum):
        telling.now.steps.clear()
        failed = [record for record, bad in zip(records, choice, strict=True) if bad]
        expect(offsets, records, failed, [], m.ONLY_THE_FIRST if len(failed) > 1 else None)
