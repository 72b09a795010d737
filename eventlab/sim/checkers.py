"""Checkers: properties that the history of a run can keep or violate.

Guarantee: three verdicts, after Jepsen (https://jepsen.io). "violated" is said with the words of
the property, what happened and where it became evident; "not exercised" where the property is
about a fault that never happened; "holds" only otherwise.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from eventlab.sim.history import EFFECT, READ, STATE, History

Outcome = Literal["holds", "violated", "not exercised"]
HOLDS: Outcome = "holds"
VIOLATED: Outcome = "violated"
NOT_EXERCISED: Outcome = "not exercised"


class Finding(NamedTuple):
    """How a property was violated: in words, by which subjects, evident after which operation."""

    reason: str
    subjects: tuple[str, ...] = ()
    upto: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one property in one history."""

    outcome: Outcome
    words: str
    finding: Finding | None = None

    def __repr__(self) -> str:
        reason = f": {self.finding.reason}" if self.finding else ""
        return f"{self.outcome}: {self.words}{reason}"


@dataclass(frozen=True, slots=True)
class Property:
    """A statement about histories.

    Args:
        words: the statement, as it reads when it holds.
        find: returns how a history violates it, or None.
        concerns: the kind of operation that it is about.
        needs: kinds of faults. Where none of them happened, or no operation that the statement
            is about, the verdict is "not exercised".
    """

    words: str
    find: Callable[[History], Finding | None] = field(repr=False)
    concerns: str = ""
    needs: Collection[str] = ()

    def judge(self, history: History) -> Verdict:
        """Hold the history against the statement."""
        if finding := self.find(history):
            return Verdict(VIOLATED, self.words, finding)
        tried = not self.needs or any(kind in history.fired for kind in self.needs)
        met = not self.concerns or any(op.kind == self.concerns for op in history.ops)
        return Verdict(HOLDS if tried and met else NOT_EXERCISED, self.words)

    def under(self, *kinds: str) -> "Property":
        """Return the same property, exercised only where one of these faults happened."""
        return replace(self, words=f"{self.words}, under {' or '.join(kinds)}", needs=kinds)


class Totals(NamedTuple):
    """What became of the events between sender and receiver, after Jepsen's "total-queue".

    Args:
        lost: confirmed, and never delivered.
        unexpected: delivered, though nobody had tried to send it.
        duplicated: delivered more than once.
        recovered: delivered, though its sending was never confirmed.
    """

    lost: tuple[str, ...]
    unexpected: tuple[str, ...]
    duplicated: tuple[str, ...]
    recovered: tuple[str, ...]


def totals(history: History) -> Totals:
    """Compare what was sent with what was delivered."""
    attempted, confirmed = {*history.attempted}, {*history.confirmed}
    count = history.delivered
    return Totals(
        lost=tuple(s for s in history.confirmed if not count[s]),
        unexpected=tuple(s for s in count if s not in attempted),
        duplicated=tuple(s for s in count if count[s] > 1),
        recovered=tuple(s for s in history.attempted if s not in confirmed and count[s]),
    )


def all_delivered() -> Property:
    """Every event whose sending was confirmed is delivered; none comes from nowhere."""

    def find(history: History) -> Finding | None:
        found = totals(history)
        for subject in found.lost:
            return Finding(f"{subject} was confirmed and never delivered", (subject,))
        for subject in found.unexpected:
            return Finding(f"{subject} was delivered, and nobody had sent it", (subject,))
        return None

    return Property("every confirmed event is delivered", find)


def effects_per_intent(least: int = 1, most: int = 1, *, of: str = "") -> Property:
    """Each intent that was sent has from `least` to `most` effects, and no other one has any.

    Effects of two kinds, such as a charge and a mail, are not counted together: of each kind there
    may be `most`, and of all of them there must be `least`.

    Args:
        least: how many effects there must be.
        most: how many there may be.
        of: count only the effects on this collaborator ("mail").
    """
    number = {(1, 1): "exactly one effect", (0, 1): "at most one effect"}
    words = f"every intent has {number.get((least, most), f'{least} to {most} effects')}"
    words = "every intent has its effect" if most == NO_LIMIT else words
    where = f" on {of}" if of else ""

    def find(history: History) -> Finding | None:
        total = dict.fromkeys(history.attempted, 0)
        by_kind: dict[tuple[str, str, Any], int] = {}
        for index, (op, _, target, _, subject, method) in enumerate(history.ops):
            if op != EFFECT or of not in ("", target):
                continue
            if subject not in total:
                reason = f"an effect{where} for {subject or 'nothing'}, which nobody sent"
                return Finding(reason, (subject,), index)
            kind = subject, target, method
            total[subject] += 1
            by_kind[kind] = by_kind.get(kind, 0) + 1
            if by_kind[kind] > most:
                return Finding(f"{subject} has {_effects(most + 1)}{where}", (subject,), index)
        for subject, count in total.items():
            if count < least:
                return Finding(f"{subject} has {_effects(count)}{where}", (subject,))
        return None

    return Property(f"{words}{where}", find)


NO_LIMIT = 10**9


def nothing_lost() -> Property:
    """Every intent has its effect, be it more than once."""
    return effects_per_intent(1, NO_LIMIT)


def nothing_doubled() -> Property:
    """No intent has its effect twice."""
    return effects_per_intent(0, 1)


def in_order_by_key() -> Property:
    """Of one key, no effect comes after that of an event which was sent later."""

    def find(history: History) -> Finding | None:
        sent = {subject: number for number, subject in enumerate(history.attempted)}
        latest: dict[str, str] = {}
        for index, op in enumerate(history.ops):
            if op.kind == EFFECT and op.subject in sent:
                key = history.keys.get(op.subject, "")
                last = latest.setdefault(key, op.subject)
                if sent[op.subject] < sent[last]:
                    of = f" ({key})" if key else ""
                    reason = f"{op.subject} took effect after {last}, which was sent later{of}"
                    return Finding(reason, (op.subject, last), index)
                latest[key] = op.subject
        return None

    return Property("effects come in the order of sending, key by key", find, EFFECT)


def monotonic_reads() -> Property:
    """A reader who has seen a version of something never sees an older one of it afterwards."""

    def find(history: History) -> Finding | None:
        seen: dict[tuple[str, str], Any] = {}
        for index, op in enumerate(history.ops):
            if op.kind == READ:
                reader = (op.source, op.subject)
                if reader in seen and op.value < seen[reader]:
                    reason = f"{op.source} read {op.subject} {op.value} after {seen[reader]}"
                    return Finding(reason, (op.subject,), index)
                seen[reader] = op.value
        return None

    return Property("no reader goes back in time", find, READ)


def conserved(view: str, total: Any = None) -> Property:
    """The view always shows the same amount.

    Args:
        view: the name of the view: of all the money, or all the stock.
        total: the amount; by default the one that was seen first.
    """

    def find(history: History) -> Finding | None:
        expected = total
        for index, op in enumerate(history.ops):
            if op.kind == STATE and op.subject == view:
                expected = op.value if expected is None else expected
                if op.value != expected:
                    return Finding(f"{view} became {op.value} instead of {expected}", (), index)
        return None

    return Property(f"{view} stays the same", find, STATE)


def agreeing(view: str, other: str) -> Property:
    """In the end, when all that was on its way has arrived, the two views show the same."""

    def find(history: History) -> Finding | None:
        last = {op.subject: op.value for op in history.ops if op.kind == STATE}
        if last.get(view) == last.get(other):
            return None
        shown = f"{other} shows {last.get(other)} and {view} shows {last.get(view)}"
        return Finding(f"in the end {shown}")

    return Property(f"{view} and {other} agree in the end", find, STATE)


def _effects(count: int) -> str:
    return "no effect" if count == 0 else f"{count} effect{'s' * (count > 1)}"
