"""History: all that happened in a run, for the checkers; `Trace` is the part that one draws.

A history can come from the simulator or from a test of a real broker: it is a list of operations
in the order in which they happened.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from eventlab.sim.schedule import ACK_LOST, LATE, LEASE, MEANWHILE
from eventlab.sim.trace import KINDS, Kind, Step, Trace

ATTEMPT, CONFIRM, DELIVER, DUPLICATE = "attempt", "confirm", "deliver", "duplicate"
CALL, EFFECT, READ, STATE = "call", "effect", "read", "state"
_DRAWN: dict[str, Kind] = {
    **{kind: kind for kind in KINDS},
    ATTEMPT: "send",
    CONFIRM: "ack",
    CALL: "send",
    EFFECT: "send",
    ACK_LOST: "lost",
    LEASE: "note",
    MEANWHILE: "note",
    LATE: "note",
}


class Op(NamedTuple):
    """One operation.

    Args:
        kind: one of the trace's kinds, or of those above: "attempt" and "confirm" a put, "call" a
            collaborator, an "effect", a "read" by `source`, the "state" of a view.
        source: the lane where it began.
        target: the lane where it ended. An effect that no call shows stays in its lane.
        label: what is written beside it.
        subject: what it is about: the event's intent, the key that is read, the view's name.
        value: what was read; the state; of an effect, which kind it is.
    """

    kind: str
    source: str
    target: str
    label: str = ""
    subject: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class History:
    """What happened.

    Args:
        ops: the operations, in their order.
        sent: the intents whose events were sent and confirmed, beside those that `ops` tells of.
        keys: the key of each intent, for what must be in order by key.
        fired: the faults that really happened, by their kinds.
    """

    ops: Sequence[Op]
    sent: Collection[str] = ()
    keys: dict[str, str] = field(default_factory=dict)
    fired: Collection[str] = ()

    @property
    def attempted(self) -> list[str]:
        """The intents that somebody tried to send, each once."""
        tried = (op.subject for op in self.ops if op.kind == ATTEMPT)
        return list(dict.fromkeys([*self.sent, *tried]))

    @property
    def confirmed(self) -> list[str]:
        """The intents whose sending was confirmed, each once."""
        told = (op.subject for op in self.ops if op.kind == CONFIRM)
        return list(dict.fromkeys([*self.sent, *told]))

    @property
    def delivered(self) -> "Counter[str]":
        """How often each intent's event was delivered."""
        return Counter(op.subject for op in self.ops if op.kind in (DELIVER, DUPLICATE))

    @property
    def effects(self) -> "Counter[str]":
        """How many effects each intent has had."""
        return Counter(op.subject for op in self.ops if op.kind == EFFECT)

    def trace(
        self,
        title: str = "",
        *,
        subjects: Collection[str] = (),
        upto: int | None = None,
        seed: int | None = None,
    ) -> Trace:
        """Draw up the steps.

        Args:
            title: what the trace shows.
            subjects: show all that concerns these; of the others only the deliveries.
            upto: the index of the last operation to show.
            seed: the seed that the run was drawn with.
        """
        shown = self.ops if upto is None else self.ops[: upto + 1]
        steps = [op for op in shown if _is_drawn(op)]
        if subjects:
            about = {*subjects, ""}  # a crash is about nothing: it concerns all
            steps = [o for o in steps if o.kind in (DELIVER, DUPLICATE) or o.subject in about]
            while steps and steps[-1].subject not in about:
                steps.pop()
        lanes = dict.fromkeys(lane for op in steps for lane in (op.source, op.target))
        return Trace(tuple(lanes), tuple(_steps(steps)), title, seed)


def _is_drawn(op: Op) -> bool:
    if op.kind == EFFECT:
        return op.source != op.target
    return op.kind in _DRAWN


def _steps(ops: Iterable[Op]) -> Iterable[Step]:
    for at, op in enumerate(ops):
        yield Step(at, _DRAWN[op.kind], op.source, op.target, op.label)
