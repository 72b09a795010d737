"""Many at once: threads, other handles on the same store, and readers who follow them."""

from contextlib import suppress
from functools import partial
from typing import Any

from eventlab.contracts import Make, in_threads, raises, same
from eventlab.contracts.store.common import events, followed, meanwhile, places, store, told
from eventlab.store import ANY, NO_STREAM, Recorded, WrongVersion


def compete(handles: list[Any]) -> list[object]:
    """Let all append to the same new stream at once; return what each was told."""
    answers: list[object] = []

    def append(handle: Any, name: int) -> None:
        try:
            answers.append(handle.append("a", events(f"{name}"), expected=NO_STREAM))
        except WrongVersion as error:
            answers.append((error.stream, error.expected, error.actual))

    in_threads(partial(append, handle, name) for name, handle in enumerate(handles))
    return sorted(answers, key=str)


def missed_nothing(seen: list[Recorded], subject: Any) -> None:
    """Hold what a reader saw on its way against what there is in the end."""
    same(seen, list(subject.read_all()), "what the reader saw, beside what is there in the end")
    positions = [each.position for each in seen]
    same(positions, sorted(set(positions)), "the positions")


@store.case()
def threads_at_one_stream(make: Make) -> None:
    """Of ten threads that begin the same stream one wins, and nine are told so."""
    subject = make()
    answers = compete([subject] * 10)
    same(answers, [("a", NO_STREAM, 1)] * 9 + [1], "what the threads were told")
    same(places(subject.read_all()), "a.1", "the store")


@store.case()
def threads_without_conflict(make: Make) -> None:
    """Appends that expect ANY all succeed: no event is lost, and each thread's order stays."""
    subject = make()

    def write(name: str) -> None:
        for n in range(10):
            subject.append("a", events(f"{name}{2 * n:02} {name}{2 * n + 1:02}"), expected=ANY)

    in_threads([partial(write, name) for name in "PQRS"])
    found = [(each.event.id, each.version) for each in subject.read("a")]
    same([version for _, version in found], list(range(1, 81)), "the versions")
    for name in "PQRS":
        own = [id for id, _ in found if id[0] == name]
        same(own, [f"{name}{n:02}" for n in range(20)], f"the events of thread {name}, in order")


@store.case()
def threads_at_streams_of_their_own(make: Make) -> None:
    """Writers to different streams are never told of a conflict."""
    subject = make()

    def write(name: str) -> None:
        for n in range(10):
            subject.append(name, events(f"{n}"), expected=n)

    in_threads([partial(write, name) for name in "PQRS"])
    for name in "PQRS":
        same(told(subject.read(name)), " ".join(f"{n}@{n + 1}" for n in range(10)), name)


@store.case()
def nobody_misses_a_position(make: Make) -> None:
    """A reader that goes on behind the last position it saw gets each event exactly once."""
    subject = make()

    def write(name: str) -> None:
        for n in range(10):
            subject.append(name, events(f"{n} {n}"))

    seen = followed(subject, [partial(write, name) for name in "PQRS"])
    missed_nothing(seen, subject)


@store.case()
def history_only_grows(make: Make) -> None:
    """What was once read from the beginning never changes: more is only ever added behind it."""
    subject, seen = make(), []

    def write(name: str) -> None:
        for n in range(10):
            subject.append(name, events(f"{n}"))
            seen.append(list(subject.read_all()))

    in_threads([partial(write, name) for name in "PQRS"])
    whole = list(subject.read_all())
    same([each for each in seen if each != whole[: len(each)]], [], "what was seen and is no more")


@store.case()
def batches_are_seen_whole(make: Make) -> None:
    """While a batch is being appended, a reader sees all of it or nothing."""
    subject, sizes = make(), set[int]()

    def write() -> None:
        for _ in range(20):
            subject.append("a", events("1 2 3"))

    meanwhile(lambda: sizes.add(len(list(subject.read("a"))) % 3), [write])
    same(sizes, {0}, "how many events a reader saw beyond whole batches of 3")


@store.case(needs=["shared"])
def handles_at_one_stream(make: Make) -> None:
    """Of ten handles that begin the same stream at once one wins, and nine are told so."""
    subject = make()
    answers = compete([make(beside=subject) for _ in range(10)])
    same(answers, [("a", NO_STREAM, 1)] * 9 + [1], "what the handles were told")
    same(places(subject.read_all()), "a.1", "the store")


@store.case(needs=["shared"])
def appended_elsewhere(make: Make) -> None:
    """What one handle appends, the other reads, and counts in what it expects."""
    subject = make()
    other = make(beside=subject)
    subject.append("a", events("1"))
    same(told(other.read("a")), "1@1", "what the other handle reads")
    same(other.append("a", events("2"), expected=1), 2, "what append returned to the other")
    raises(WrongVersion, subject.append, "a", events("3"), expected=1)
    same(subject.append("a", events("3")), 3, "what append returned to the first one")
    same(told(other.read("a")), "1@1 2@2 3@3", "the stream")


@store.case(needs=["shared"])
def followed_from_elsewhere(make: Make) -> None:
    """A reader with a handle of its own gets each event once, whichever handle it came through."""
    subject = make()
    reader, writers = make(beside=subject), [make(beside=subject) for _ in range(3)]

    def write(handle: Any, name: int) -> None:
        for n in range(10):
            handle.append(f"{name}", events(f"{n} {n}"))

    works = [partial(write, handle, name) for name, handle in enumerate(writers)]
    seen = followed(reader, works)
    missed_nothing(seen, subject)


@store.case(needs=["shared"])
def outlives_its_maker(make: Make) -> None:
    """A handle that is closed takes nothing with it: events and versions stay and go on."""
    subject = make()
    subject.append("a", events("1 2"))
    with suppress(WrongVersion):
        subject.append("a", events("3"), expected=1)
    subject.close()
    other = make(beside=subject)
    same(other.append("a", events("3"), expected=2), 3, "what append returned")
    same(told(other.read("a")), "1@1 2@2 3@3", "the stream")
