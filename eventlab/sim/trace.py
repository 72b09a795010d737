"""Trace: what happened between a few parties, step by step, in virtual time.

Guarantee: a trace never changes, `Trace.from_json(trace.to_json()) == trace`, and its text has
one line a step, the same on every machine. Every figure of messages is drawn from a trace, so
that the picture, its alt text and its text twin say the same.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

Kind = Literal[
    "send",
    "deliver",
    "ack",
    "duplicate",
    "lost",
    "dead_letter",
    "error",
    "return",
    "crash",
    "restart",
    "note",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SENTENCES: dict[Kind, str] = {
    "send": "{source} sends {label} to {target}",
    "deliver": "{source} delivers {label} to {target}",
    "ack": "{source} acknowledges {label} to {target}",
    "duplicate": "{source} delivers {label} to {target} once more",
    "lost": "{label} from {source} to {target} is lost",
    "dead_letter": "{source} gives up on {label} and puts it in {target}",
    "error": "{source} raises {label}, which reaches {target}",
    "return": "{source} returns to {target}",
    "crash": "{source} crashes",
    "restart": "{source} starts again",
    "note": "at {source}",
}
_COUNTED: dict[Kind, tuple[str, str]] = {
    "deliver": ("delivery", "deliveries"),
    "duplicate": ("duplicate", "duplicates"),
    "lost": ("loss", "losses"),
    "ack": ("acknowledgement", "acknowledgements"),
    "crash": ("crash", "crashes"),
    "dead_letter": ("dead letter", "dead letters"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: a message from `source` to `target`, or something in one place.

    Args:
        at: when, on a virtual clock that counts from 0.
        kind: what; one of `KINDS`. "error" goes from who raised to who got the exception.
        source: the lane where it began.
        target: the lane where it ended; the same as `source` for what happens in one place.
        label: which event or error, in a few words; line breaks become spaces.
    """

    at: int
    kind: Kind
    source: str
    target: str
    label: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind is {self.kind!r}, not one of {', '.join(KINDS)}")
        object.__setattr__(self, "label", " ".join(self.label.split()))

    @property
    def is_local(self) -> bool:
        """Whether it happened in one place, with no message."""
        return self.source == self.target

    @property
    def sentence(self) -> str:
        """The step in words, without a full stop."""
        form = _SENTENCES[self.kind]
        words = form.format(source=self.source, target=self.target, label=self.label or "it")
        return words if "{label}" in form or not self.label else f"{words}: {self.label}"


@dataclass(frozen=True, slots=True, repr=False)
class Trace:
    """What happened, in order. Its `repr` is a table of at most one line a step.

    Args:
        lanes: who took part, in the order in which they are drawn.
        steps: what happened, in the order of `at`.
        title: what the trace shows; by default it is worked out from the steps.
        seed: the seed of the chance that was involved, if any was.

    Raises:
        ValueError: a lane that is named twice, a step in a lane that is not there, or steps that
            go back in time; the message names it.
    """

    lanes: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    title: str = ""
    seed: int | None = None

    def __post_init__(self) -> None:
        for name in ("lanes", "steps"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if doubled := [lane for lane, count in Counter(self.lanes).items() if count > 1]:
            raise ValueError(f"the lane {doubled[0]!r} is named twice")
        now = 0
        for step in self.steps:
            if strangers := {step.source, step.target} - {*self.lanes}:
                raise ValueError(f"no lane is named {min(strangers)!r}, which {step} needs")
            if step.at < now:
                raise ValueError(f"time goes back from {now} to {step.at} at {step}")
            now = step.at
        object.__setattr__(self, "title", self.title or _title(self.steps))

    def to_json(self) -> bytes:
        """Write the trace as JSON, in UTF-8."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, document: bytes | str) -> "Trace":
        """Read a trace from JSON.

        Raises:
            ValueError: not JSON, or not a trace; the message names the field.
        """
        return msgspec.json.decode(document, type=cls)

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.title + ("" if self.seed is None else f"  (seed {self.seed})")
        rows = [
            (str(s.at), s.kind.replace("_", " "), s.source, "" if s.is_local else f"-> {s.target}")
            for s in self.steps
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for step, (at, *words) in zip(self.steps, rows, strict=True):
            aligned = [word.ljust(width) for word, width in zip(words, widths[1:], strict=True)]
            yield "  ".join([at.rjust(widths[0]), *aligned, step.label]).rstrip()


def _title(steps: tuple[Step, ...]) -> str:
    """Say what the steps come to: "OrderPlaced: 3 deliveries, 1 error, which ends at shop"."""
    count = Counter(step.kind for step in steps)
    events = list(dict.fromkeys(step.label for step in steps if step.kind == "send"))
    facts = [
        f"{count[kind]} {plural if count[kind] > 1 else singular}"
        for kind, (singular, plural) in _COUNTED.items()
        if count[kind]
    ]
    if events and not count["deliver"]:
        facts.insert(0, "no delivery")
    facts += _errors([step for step in steps if step.kind == "error"])
    subject = events[0] if len(events) == 1 else f"{len(events)} events" if events else ""
    return ": ".join(filter(None, [subject, ", ".join(facts)])) or "nothing happened"


def _errors(steps: list[Step]) -> list[str]:
    reached: set[str] = set()
    raised = 0
    for step in steps:
        raised += step.source not in reached  # otherwise it only passes on what it got
        reached.add(step.target)
    if not steps:
        return []
    noun, verb = ("error", "ends") if raised == 1 else ("errors", "end")
    return [f"{raised} {noun}", f"which {verb} at {steps[-1].target}"]
