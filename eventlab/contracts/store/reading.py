"""What a reader gets: of one stream, and of all of them."""

from functools import partial

from eventlab.contracts import Make, raises, same
from eventlab.contracts.store.common import bounded, events, half_read, places, store, told
from eventlab.event import Event
from eventlab.store import NO_STREAM

# What a lesson builds.


@store.case(core=True)
def read_on(make: Make) -> None:
    """With `after` a reader goes on behind a version that it has seen."""
    subject = make()
    subject.append("b", events("0"))
    subject.append("a", events("1 2 3"))
    found = [told(subject.read("a", after=after)) for after in (0, 1, 3, 9)]
    same(found, ["1@1 2@2 3@3", "2@2 3@3", "", ""], "what is after 0, 1, 3 and 9")


@store.case(core=True)
def all_streams_in_order(make: Make) -> None:
    """read_all yields the events of all streams in the order in which they were appended."""
    subject = make()
    for stream, ids in (("b", "1"), ("a", "2 3"), ("b", "4")):
        subject.append(stream, events(ids))
    same(places(subject.read_all()), "b.1 a.1 a.2 b.2", "the store")
    found = [each.position for each in bounded(subject.read_all())]
    same(found, sorted(set(found)), "the positions")


# Where to begin, and how much.


@store.case()
def limits(make: Make) -> None:
    """With `limit` a reader gets at most so many, also none; with None it gets all."""
    subject = make()
    for stream, ids in (("a", "1"), ("b", "2 2"), ("a", "3 4")):
        subject.append(stream, events(ids))
    found = [told(subject.read("a", after=1, limit=limit)) for limit in (0, 1, 2)]
    same(found, ["", "3@2", "3@2 4@3"], "the stream after 1, with limits 0, 1 and 2")
    found = [places(subject.read_all(limit=limit)) for limit in (0, 1, 2, 3)]
    same(found, ["", "a.1", "a.1 b.1", "a.1 b.1 b.2"], "the store, with limits 0, 1, 2 and 3")
    same(told(subject.read("a", limit=None)), "1@1 3@2 4@3", "the stream without a limit")


@store.case()
def read_all_on(make: Make) -> None:
    """With `after` a reader of all streams goes on behind any position that it has seen."""
    subject = make()
    for stream, ids in (("b", "1"), ("a", "2 3"), ("b", "4")):
        subject.append(stream, events(ids))
    whole = list(bounded(subject.read_all()))
    for number, each in enumerate(whole, start=1):
        rest = list(bounded(subject.read_all(after=each.position)))
        same(rest, whole[number:], f"what is behind position {each.position}")


@store.case()
def many_events(make: Make) -> None:
    """A stream of 1,201 events among others is read whole and in order."""
    subject = make()
    for n in range(3):
        subject.append("a", events(" ".join(str(400 * n + i + 1) for i in range(400))))
        subject.append(f"b{n}", events("0"))
    subject.append("a", events("1201"))
    same(told(subject.read("a")), " ".join(f"{n}@{n}" for n in range(1, 1202)), "the stream")
    same([len(list(subject.read_all(limit=n))) for n in (601, 2000)], [601, 1204], "the sizes")


@store.case()
def unknown_stream(make: Make) -> None:
    """A stream that nobody has appended to has no events, and reading does not begin it."""
    subject = make()
    same(told(subject.read("a")), "", "the stream")
    same(subject.append("a", events("1"), expected=NO_STREAM), 1, "what append returned")


@store.case()
def same_place_both_ways(make: Make) -> None:
    """An event has the same place whether one reads its stream or all of them."""
    subject = make()
    for stream, ids in (("b", "1"), ("a", "2 3"), ("b", "4")):
        subject.append(stream, events(ids))
    whole = [each for each in bounded(subject.read_all()) if each.stream == "b"]
    same(list(bounded(subject.read("b"))), whole, "the stream")


@store.case()
def as_it_was(make: Make) -> None:
    """An event comes out equal to what was appended, with all its attributes."""
    subject = make()
    event = Event("Paid", {"sum": 1.5, "of": ["é", None, {"a": 2}]}, subject="order/7")
    event = event.caused("Shipped", extensions={"tenant": "blue", "hops": 3})
    subject.append("a", [event])
    for found in (subject.read("a"), subject.read_all()):
        same([each.event for each in bounded(found)], [event], "the events")


@store.case()
def names_as_they_are(make: Make) -> None:
    """Names that differ in anything are different streams, and each comes out as it went in."""
    subject = make()
    names = ["a", "A", "a ", "a%", "a\0b", "é", "e\u0301", "1", "01", "'; --"]
    for name in names:
        same(subject.append(name, events("1")), 1, f"what append returned for {name!r}")
    same([each.stream for each in bounded(subject.read_all())], names, "the streams")


@store.case()
def appended_twice(make: Make) -> None:
    """An event that is appended twice is there twice: the store takes nothing for a duplicate."""
    subject = make()
    subject.append("a", events("1 1"))
    subject.append("b", events("1"))
    same(places(subject.read_all()), "a.1 a.2 b.1", "the store")


@store.case()
def while_one_reads(make: Make) -> None:
    """A reading under way does not lock the store, and yields what is appended meanwhile."""
    subject = make()
    subject.append("a", events("1 2"))
    readings = [half_read(subject.read("a"))[1], half_read(subject.read_all())[1]]
    subject.append("a", events("3 4"), expected=2)
    same([told(rest) for rest in readings], ["2@2 3@3 4@4"] * 2, "the rest of two readings")


@store.case()
def readings_are_apart(make: Make) -> None:
    """Two readings at once do not disturb each other."""
    subject = make()
    subject.append("a", events("1 2 3"))
    _, one = half_read(subject.read("a"))
    _, other = half_read(subject.read("a"))
    same((told(one), told(other)), ("2@2 3@3",) * 2, "the rest of the two")


@store.case()
def refused_ranges(make: Make) -> None:
    """A place or number below 0, or that is no whole number, is refused at the call."""
    subject = make()
    for read in (partial(subject.read, "a"), subject.read_all):
        for name in ("after", "limit"):
            raises(ValueError, read, **{name: -1})
            for wrong in ("1", True, 1.0, [1]):
                raises(TypeError, read, **{name: wrong})
        raises(TypeError, read, after=None)
