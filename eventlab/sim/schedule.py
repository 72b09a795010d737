"""Schedule: in which order events are delivered, and what goes wrong, as data.

Guarantee: `Schedule.parse(str(schedule)) == schedule`. The text is short enough to be read:
"A A[crash before ack] B" delivers A, then A again, during which the consumer crashes before it
acknowledges, then B. `orders` yields every order of a small scope, the smallest first.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

CRASH, LOST, ACK_LOST, LEASE, ERROR, LATE = "crash", "lost", "ack lost", "lease", "error", "late"
MEANWHILE = "meanwhile"
FAULTS = {
    CRASH: "the consumer dies at a call, or at the end of the delivery, and is started again",
    LOST: "the event does not reach the consumer, and comes again when its lease has run out",
    ACK_LOST: "the acknowledgement does not reach the queue, and the event comes again",
    LEASE: "the lease runs out at a call, and another consumer handles the event meanwhile",
    MEANWHILE: "at a call another process handles the next event, while this one stands still",
    ERROR: "a call fails: before it has had its effect, or after",
    LATE: "so many seconds pass before the event arrives",
}
_PLACES = {
    CRASH: re.compile(r"at end|before \S+( #\d+)?"),
    LEASE: re.compile(r"before \S+( #\d+)?"),
    MEANWHILE: re.compile(r"before \S+( #\d+)?"),
    ERROR: re.compile(r"(before|after) \S+( #\d+)?"),
    LATE: re.compile(r"\d+"),
}
_NOWHERE = re.compile("")
_TURN = re.compile(r"([^\s\[\]]+)(?:\[([^\[\]]*)\])?(?=\s|$)\s*")


class Fault(NamedTuple):
    """What goes wrong in one delivery: a kind of `FAULTS`, and where ("before mail.send #2")."""

    kind: str
    place: str = ""

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Read what `str` wrote.

        Raises:
            ValueError: it is no fault; the message names the kinds.
        """
        for kind in FAULTS:
            place = text.removeprefix(kind)
            if place != text and _PLACES.get(kind, _NOWHERE).fullmatch(place.strip()):
                return cls(kind, place.strip())
        raise ValueError(f"no fault is written {text!r}; the kinds are {', '.join(FAULTS)}")

    def __str__(self) -> str:
        return f"{self.kind} {self.place}".rstrip()


class Turn(NamedTuple):
    """One delivery: which event, or "event>consumer" where there are several, and its fault."""

    label: str
    fault: Fault | None = None

    def __str__(self) -> str:
        return f"{self.label}[{self.fault}]" if self.fault else self.label


class Size(NamedTuple):
    """How far a schedule is from the good case; the smaller one compares as less."""

    faults: int
    inversions: int
    deliveries: int


class Schedule(tuple[Turn, ...]):
    """Deliveries in their order. What a crash brings back is no turn: it follows by itself."""

    __slots__ = ()

    @classmethod
    def of(cls, labels: Sequence[str]) -> "Schedule":
        """Make a schedule without faults."""
        return cls(Turn(label) for label in labels)

    @classmethod
    def parse(cls, text: str) -> "Schedule":
        """Read what `str` wrote.

        Raises:
            ValueError: it is no schedule; the message says where.
        """
        turns, place = [], 0
        text = text.strip()
        while place < len(text):
            if not (found := _TURN.match(text, place)):
                raise ValueError(f"no schedule from here on: {text[place:]!r}")
            turns.append(Turn(found[1], Fault.parse(found[2]) if found[2] is not None else None))
            place = found.end()
        return cls(turns)

    def __str__(self) -> str:
        return " ".join(map(str, self))

    def __repr__(self) -> str:
        return f"Schedule.parse({str(self)!r})"

    def size(self, order: Sequence[str]) -> Size:
        """Measure it.

        A crash, a loss, or a second delivery of the same event counts as one fault; two deliveries
        are inverted if the later one is of an event that comes earlier in `order`.
        """
        ranks = {label: rank for rank, label in enumerate(order)}
        word = [ranks.get(turn.label, len(ranks)) for turn in self]
        faults = sum(turn.fault is not None for turn in self)
        faults += len(self) - len({turn.label for turn in self})
        return Size(faults, inversions(word), len(self))

    def with_fault(self, index: int, fault: Fault | None) -> "Schedule":
        """Return the same with that fault, or none, at the turn of that index."""
        return Schedule((*self[:index], Turn(self[index].label, fault), *self[index + 1 :]))


def inversions(word: Sequence[int]) -> int:
    """Count the pairs in which the larger number comes first."""
    return sum(a > b for i, a in enumerate(word) for b in word[i + 1 :])


def orders(labels: Sequence[str], copies: int = 2) -> Iterator[tuple[Size, Schedule]]:
    """Yield every order in which each event is delivered once up to `copies` times.

    They come by the number of second deliveries, then inversions, then deliveries.
    """
    words = []
    for counts in product(range(1, copies + 1), repeat=len(labels)):
        extra = sum(counts) - len(labels)
        words += [(extra, inversions(w), len(w), w) for w in _permutations(list(counts))]
    for extra, inverted, length, word in sorted(words):
        turns = Schedule.of([labels[rank] for rank in word])
        yield Size(extra, inverted, length), turns


def place_of(calls: Sequence[str]) -> str:
    """Name the last of these calls, as a fault's place does: the second of a name has a number."""
    number = calls.count(calls[-1])
    return f"{calls[-1]} #{number}" if number > 1 else calls[-1]


def _permutations(left: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield the different words in which number i stands `left[i]` times."""
    if not any(left):
        yield ()
    for number, count in enumerate(left):
        if count:
            left[number] -= 1
            for rest in _permutations(left):
                yield (number, *rest)
            left[number] += 1
