"""What an append does to a stream, and when it is refused."""

from collections.abc import Iterator

from eventlab.contracts import Make, raises, same
from eventlab.contracts.store.common import events, places, store, told
from eventlab.event import Event
from eventlab.store import ANY, EXISTS, NO_STREAM, WrongVersion


def breaking_off() -> Iterator[Event]:
    """Yield an event, and fail."""
    yield Event("Paid", id="2")
    raise LookupError("no stock")


# What a lesson builds.


@store.case(core=True)
def versions_count_from_one(make: Make) -> None:
    """The versions of a stream count from 1 without a gap; append returns the newest."""
    subject = make()
    versions = [subject.append("a", events(ids)) for ids in ("1", "2 3", "4")]
    same(versions, [1, 3, 4], "what append returned")
    same(told(subject.read("a")), "1@1 2@2 3@3 4@4", "the stream")


@store.case(core=True)
def streams_are_apart(make: Make) -> None:
    """Each stream has its own events and its own versions."""
    subject = make()
    given = (("a", "1"), ("b", "2 3"), ("a", "4"))
    same([subject.append(stream, events(ids)) for stream, ids in given], [1, 2, 2], "the versions")
    same(told(subject.read("a")), "1@1 4@2", "the one stream")
    same(told(subject.read("b")), "2@1 3@2", "the other stream")


@store.case(core=True)
def the_quicker_one_wins(make: Make) -> None:
    """Of two who decide from the same version, the second is refused and appends nothing."""
    subject = make()
    subject.append("b", events("0"))
    subject.append("a", events("1 2"))
    same(subject.append("a", events("3"), expected=2), 3, "what append returned to the first")
    raises(WrongVersion, subject.append, "a", events("4 5"), expected=2)
    same(told(subject.read("a")), "1@1 2@2 3@3", "the stream")


@store.case(core=True)
def no_version_from_the_future(make: Make) -> None:
    """A version that the stream does not have yet is refused: no stream starts at 5."""
    subject = make()
    raises(WrongVersion, subject.append, "a", events("1"), expected=5)
    subject.append("a", events("1"))
    raises(WrongVersion, subject.append, "a", events("2"), expected=2)
    same(told(subject.read("a")), "1@1", "the stream")


@store.case(core=True)
def no_stream(make: Make) -> None:
    """With NO_STREAM the stream begins here, or the append is refused."""
    subject = make()
    same(subject.append("a", events("1"), expected=NO_STREAM), 1, "what append returned")
    raises(WrongVersion, subject.append, "a", events("2"), expected=NO_STREAM)
    same(told(subject.read("a")), "1@1", "the stream")


@store.case(core=True)
def all_or_nothing(make: Make) -> None:
    """When a batch breaks off half-way, nothing of it is appended."""
    subject = make()
    subject.append("a", events("1"))
    raises(LookupError, subject.append, "a", breaking_off())
    same(subject.append("a", events("3"), expected=1), 2, "what append returned after that")
    same(told(subject.read("a")), "1@1 3@2", "the stream")
    same(places(subject.read_all()), "a.1 a.2", "the store")


# What may be expected.


@store.case()
def conflict_says_what_it_found(make: Make) -> None:
    """WrongVersion has the stream's name, the expected and the actual version, and tells them."""
    subject = make()
    subject.append("order-7", events("1 2 3"))
    error = raises(WrongVersion, subject.append, "order-7", events("4"), expected=2)
    same((error.stream, error.expected, error.actual), ("order-7", 2, 3), "the conflict")
    same([word in str(error) for word in ("order-7", "2", "3")], [True] * 3, f"what {error} tells")
    error = raises(WrongVersion, subject.append, "new", events("4"), expected=EXISTS)
    same((error.stream, error.expected, error.actual), ("new", EXISTS, 0), "the conflict")


@store.case()
def exists(make: Make) -> None:
    """With EXISTS an append never begins a stream, and goes behind whatever there is."""
    subject = make()
    raises(WrongVersion, subject.append, "a", events("1"), expected=EXISTS)
    subject.append("b", events("2"))
    raises(WrongVersion, subject.append, "a", events("1"), expected=EXISTS)
    versions = [subject.append("b", events(ids), expected=EXISTS) for ids in ("3", "4")]
    same(versions, [2, 3], "what append returned")


@store.case()
def any_version(make: Make) -> None:
    """With ANY an append begins a stream, or goes behind whatever there is."""
    subject = make()
    versions = [subject.append("a", events(ids), expected=ANY) for ids in ("1", "2")]
    same(versions, [1, 2], "what append returned")


@store.case()
def zero_is_no_stream(make: Make) -> None:
    """To expect version 0 is to expect no stream."""
    subject = make()
    same(subject.append("a", events("1"), expected=0), 1, "what append returned")
    raises(WrongVersion, subject.append, "a", events("2"), expected=0)


@store.case()
def expected_of_this_stream(make: Make) -> None:
    """What happens in other streams is no conflict."""
    subject = make()
    subject.append("a", events("1 2"))
    subject.append("b", events("3"))
    same(subject.append("a", events("4"), expected=2), 3, "what append returned")
    same(subject.append("c", events("5"), expected=NO_STREAM), 1, "what append returned")


@store.case()
def append_again_after_a_conflict(make: Make) -> None:
    """Who was refused reads what is new and appends behind it, with no gap left by the refusal."""
    subject = make()
    subject.append("a", events("1 2"))
    error = raises(WrongVersion, subject.append, "a", events("3"), expected=1)
    same(told(subject.read("a", after=1)), "2@2", "what the loser had not read")
    same(subject.append("a", events("3"), expected=error.actual), 3, "what append returned")
    same(places(subject.read_all()), "a.1 a.2 a.3", "the store")


# Batches.


@store.case()
def conflict_comes_before_the_batch(make: Make) -> None:
    """A batch that is refused for its version leaves nothing, also in a stream that is new."""
    subject = make()
    raises(WrongVersion, subject.append, "a", events("1 2 3"), expected=1)
    raises(WrongVersion, subject.append, "a", events("1 2 3"), expected=EXISTS)
    same(places(subject.read_all()), "", "the store")
    same(subject.append("a", events("1"), expected=NO_STREAM), 1, "what append returned")


@store.case()
def empty_batch(make: Make) -> None:
    """No events change nothing and begin no stream; append returns the version there is."""
    subject = make()
    same(subject.append("a", []), 0, "what append returned for a stream that is new")
    raises(WrongVersion, subject.append, "a", events("1"), expected=EXISTS)
    subject.append("a", events("1 2"))
    same(subject.append("a", [], expected=2), 2, "what append returned")
    same(told(subject.read("a")), "1@1 2@2", "the stream")


@store.case()
def empty_batch_still_expects(make: Make) -> None:
    """Also with no events to append, what is expected is held against what is there."""
    subject = make()
    subject.append("a", events("1 2"))
    for expected in (1, NO_STREAM):
        raises(WrongVersion, subject.append, "a", [], expected=expected)


@store.case()
def no_event_inside(make: Make) -> None:
    """When something in a batch is no event, none of the batch is appended."""
    subject = make()
    subject.append("a", events("1"))
    raises(TypeError, subject.append, "a", [*events("2 3"), "no event", *events("4")])
    same(subject.append("b", events("5")), 1, "what append returned for another stream")
    same(places(subject.read_all()), "a.1 b.1", "the store")


@store.case()
def any_iterable(make: Make) -> None:
    """Events may come from a generator; what becomes of a list after the append is nobody's."""
    subject, listed = make(), events("3")
    same(subject.append("a", (event for event in events("1 2"))), 2, "what append returned")
    subject.append("a", listed)
    listed += events("4")
    same(told(subject.read("a")), "1@1 2@2 3@3", "the stream")


@store.case()
def refused_names(make: Make) -> None:
    """A stream's name is text, and not empty."""
    subject = make()
    for call in (subject.read, lambda stream: subject.append(stream, [Event("Paid")])):
        for wrong in (7, None, True):
            raises(TypeError, call, wrong)
        raises(ValueError, call, "")
        raises(ValueError, call, "\ud800")
    same(places(subject.read_all()), "", "what was appended all the same")


@store.case()
def refused_expectations(make: Make) -> None:
    """What no version can be is refused, and True is no version 1."""
    subject = make()
    subject.append("a", events("1"))
    for expected in (True, None, "1", 1.0):
        raises(TypeError, subject.append, "a", events("2"), expected=expected)
    raises(ValueError, subject.append, "a", events("2"), expected=-1)
    same(told(subject.read("a")), "1@1", "the stream")


@store.case()
def refused_events(make: Make) -> None:
    """What is no iterable of events is refused, also a single event."""
    subject = make()
    for given in (Event("Paid"), "Paid", None, [None], [b"{}"]):
        raises(TypeError, subject.append, "a", given)
    same(places(subject.read_all()), "", "what was appended all the same")
