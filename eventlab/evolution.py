"""Schema evolution: what a change of a payload does to its readers, in both directions.

Guarantee: each verdict on a type was found by trying: the old class has read what the new one may
write, and the reverse. A change "breaks" a reader if there is an event that it refuses; it
"misleads" a reader that takes a default where the writer had a value.

What old readers can live with is called forward compatible, and what new readers can live with
when they meet an old event backward compatible:
https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from reprlib import repr as shortened
from typing import Any

from eventlab.payload_types import Field, difference, fields_of, name_of, unwrap
from eventlab.samples import Samples, check_limits, refusal
from eventlab.schema import PayloadClass, check_payload


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a reader: it "reads", or an event "breaks" or "misleads" it; and why."""

    outcome: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.outcome}: {self.why}" if self.why else self.outcome


READS = Verdict("reads")
SKIPS = Verdict("reads", "skips it")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions, at `path`.

    `old_reader` is the verdict on a reader of the old version that meets a new event; `new_reader`
    that on a reader of the new version that meets an old event, without an upcaster.
    """

    path: str
    what: str
    old_reader: Verdict
    new_reader: Verdict


class Compatibility(list[Change]):
    """The changes from one version to another, in the order of the fields."""

    @property
    def forward(self) -> bool:
        """Whether old readers can live with every new event."""
        return all(change.old_reader.outcome == "reads" for change in self)

    @property
    def backward(self) -> bool:
        """Whether new readers can live with every old event."""
        return all(change.new_reader.outcome == "reads" for change in self)

    def __repr__(self) -> str:
        head = ("field", "change", "old reader, new event", "new reader, old event")
        rows = [head, *((c.path, c.what, str(c.old_reader), str(c.new_reader)) for c in self)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join(lines) if self else "nothing has changed"


def compatibility(old: PayloadClass[Any], new: PayloadClass[Any]) -> Compatibility:
    """Say for each change from `old` to `new` which readers can live with it.

    A field with a default counts as one that an event may lack. A field that is gone and a new one
    of the same type are taken for one that was renamed: for the readers it is the same.

    Raises:
        TypeError: one of them is no payload, or has a field whose limits cannot be tried out.
    """
    for payload in (old, new):
        check_payload(payload)
        check_limits(payload)
    return Compatibility(_compare(old, new, "", ()))


def _compare(old: Any, new: Any, path: str, outer: tuple[Any, ...]) -> Iterator[Change]:
    if (old, new) in outer:
        return
    olds, news = fields_of(old), fields_of(new)
    come = {name: field for name, field in news.items() if name not in olds}
    for name, was in olds.items():
        if name in news:
            yield from _compare_field(was, news[name], path + name, (*outer, (old, new)))
        elif twin := next((f for f in come.values() if f.shape == was.shape), None):
            del come[twin.name]
            what = f"renamed to `{twin.name}`"
            yield Change(path + name, what, _without(was, twin.name), _without(twin, name))
        else:
            yield Change(path + name, "removed", _without(was), SKIPS)
    for name, field in come.items():
        what = "added, required" if field.required else "added, with a default"
        yield Change(path + name, what, SKIPS, _without(field))


def _compare_field(old: Field, new: Field, path: str, outer: tuple[Any, ...]) -> Iterator[Change]:
    missing = Verdict("breaks", f"`{old.name}` may be missing")
    if old.required and not new.required:
        yield Change(path, "has got a default", missing, READS)
    if new.required and not old.required:
        yield Change(path, "has lost its default", READS, missing)
    if old.shape == new.shape:
        return
    was, now = unwrap(old.type), unwrap(new.type)
    if was.around == now.around and was.payload and now.payload:
        yield from _compare(was.payload, now.payload, f"{path}{was.path}.", outer)
        return
    what = f"{name_of(old.type)} became {name_of(new.type)}"
    if was.around == now.around and was.values and now.values:
        path, what = path + was.path, difference(was.values, now.values)
    yield Change(path, what, _try(new, old), _try(old, new))


def _try(writer: Field, reader: Field) -> Verdict:
    for sample in Samples(writer.type, reader.type).of(writer.type):
        if why := refusal(reader.hint, sample):
            return Verdict("breaks", f"{shortened(sample)}: {why}")
    return READS


def _without(field: Field, written_as: str = "") -> Verdict:
    """Return the verdict on a reader of `field` that meets an event without it."""
    if field.required:
        return Verdict("breaks", f"`{field.name}` is missing")
    if written_as:
        return Verdict("misleads", f"takes the default, and the value is in `{written_as}`")
    return Verdict("reads", "takes the default")
