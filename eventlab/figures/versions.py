"""Version picture: which reader can live with the events of which version of a payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import inspect

from eventlab.event import Event
from eventlab.evolution import compatibility
from eventlab.figures.marks import MARKS
from eventlab.figures.picture import (
    BLUE,
    FAINT,
    WIDTH,
    Page,
    Picture,
    fold,
    own_style,
    text_width,
)
from eventlab.payload_types import fields_of, name_of
from eventlab.samples import Samples
from eventlab.schema import InvalidPayload, PayloadClass, Schema, check_payload
from eventlab.schema_registry import SchemaRegistry

MOST_READERS = 6
MARGIN = 0.22  # inches, as all that follow
COLUMN = 1.2  # at least so wide is what one reader has
LEFT = 2.1  # the versions' own column
SMALL = 7.5  # points
_MARKS = {"reads": MARKS["ack"], "misleads": MARKS["duplicate"], "breaks": MARKS["lost"]}
_BADNESS = list(_MARKS)
_HARMLESS = {"skips it": "skips {}", "takes the default": "takes the default of {}"}
Versions = Mapping[str, PayloadClass[Any]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What becomes of a reader that meets the events of a writer, and why."""

    writer: str
    reader: str
    outcome: str
    why: str

    def __str__(self) -> str:
        said = f"events of {self.writer}, reader of {self.reader}: {self.outcome}"
        return f"{said}: {self.why}" if self.why else said


def who_reads_what(
    writers: Versions,
    readers: Versions | None = None,
    *,
    registry: SchemaRegistry | None = None,
) -> list[Reading]:
    """Try every reader on every writer, as `compatibility` does.

    Args:
        writers: payload classes by the name of their version, oldest first.
        readers: those who read; by default every version is read by every version. Otherwise they
            are taken to be older than the writers.
        registry: adds the reader of its newest version, which climbs the upcasters. It reads
            samples of every version.

    Raises:
        ValueError: nobody who writes or reads, or a registry that does not know the payloads.
        TypeError: a class is no payload.
    """
    if not writers or not (readers is None or readers):
        raise ValueError("pass at least one version, by name, as in {'v1': OrderPlaced}")
    for payload in (*writers.values(), *(readers or {}).values()):
        check_payload(payload)
    order = list(writers)
    found = []
    for number, (writer, written) in enumerate(writers.items()):
        for reader, wanted in (writers if readers is None else readers).items():
            newer = readers is None and order.index(reader) > number
            found.append(Reading(writer, reader, *_try(written, wanted, newer)))
        if registry is not None:
            newest = _newest(writers, registry)
            name = f"{order[-1]} with upcasters"
            found.append(Reading(writer, name, *_climb(written, number + 1, registry, newest)))
    return found


def _try(written: Any, wanted: Any, newer: bool) -> tuple[str, str]:
    """Return the worst that a change does to the reader; of the harmless ones all."""
    if newer:
        verdicts = [(c, c.new_reader) for c in compatibility(written, wanted)]
    else:
        verdicts = [(c, c.old_reader) for c in compatibility(wanted, written)]
    worst = max((v.outcome for _, v in verdicts), key=_BADNESS.index, default="reads")
    told = [
        _HARMLESS[verdict.why].format(change.path)
        if worst == "reads"
        else f"{change.path} {change.what}"
        for change, verdict in verdicts
        if verdict.outcome == worst and (verdict.why or worst != "reads")
    ]
    return worst, "; ".join(told).replace("`", "")


def _newest(writers: Versions, registry: SchemaRegistry) -> Schema:
    """Return the schema of the newest version, which the registry must have as its newest."""
    name, payload = list(writers.items())[-1]
    for schema in registry._latest.values():
        if schema.payload is payload:
            return schema
    unknown = f"the registry does not have {payload.__name__} ({name}) as its newest"
    if any(schema.payload.__name__ == payload.__name__ for schema in registry._latest.values()):
        unknown += ", but another class of that name: gather the versions anew"
    raise ValueError(unknown)


def _climb(written: Any, number: int, registry: SchemaRegistry, newest: Schema) -> tuple[str, str]:
    """Read what the class may write, in the registry's newest version."""
    known = registry._schemas[newest.type].values()
    version = next((schema.version for schema in known if schema.payload is written), number)
    uri = f"{newest.uri.rpartition(':')[0]}:{version}"
    node = inspect.type_info(written)
    for sample in Samples(node).of(node):
        try:
            registry.read(Event(newest.type, sample, dataschema=uri))
        except InvalidPayload as error:
            return "breaks", f"{error.path} {error.reason}".strip()
    steps = newest.version - version
    return "reads", f"after {steps} upcaster{'s' * (steps != 1)}" if steps else ""


@own_style()
def version_picture(
    writers: Versions,
    readers: Versions | None = None,
    *,
    registry: SchemaRegistry | None = None,
) -> Picture:
    """Draw a lane for each version of a payload, and at its end what each reader makes of it.

    The arguments are those of `who_reads_what`, and so is what it refuses; it shows at most six
    readers.
    """
    readings = who_reads_what(writers, readers, registry=registry)
    names = list(dict.fromkeys(reading.reader for reading in readings))
    if len(names) > MOST_READERS:
        raise ValueError(
            f"{len(names)} readers, and a picture shows at most {MOST_READERS}: draw some of them"
        )
    title = _title(readings, writers, readers)
    fields = {name: _fields(payload) for name, payload in writers.items()}
    left, first = MARGIN + LEFT, MARGIN + LEFT + 0.3
    column = max(COLUMN, (WIDTH - MARGIN - first) / max(len(names), 3))
    width = first + column * len(names) + MARGIN
    lanes = [
        (
            fold(writer, LEFT - 0.1, lines=1, bold=True),
            fold(fields[writer], LEFT - 0.1, SMALL, lines=3),
            [
                (reading, fold(reading.why, column - 0.16, SMALL, lines=3))
                for reading in readings
                if reading.writer == writer
            ],
        )
        for writer in writers
    ]
    heights = [
        0.5 + 0.13 * max(words.count("\n") for words in (known, *(why for _, why in lane)))
        for _, known, lane in lanes
    ]
    head = fold(title, width - 2 * MARGIN, 11.5, lines=4, bold=True)
    top = MARGIN + 0.24 * (1 + head.count("\n")) + 0.1
    page = Page(width, top + 0.6 + sum(heights) + MARGIN)
    page.text(MARGIN, MARGIN, head, size=11.5, bold=True, align="left", stand="top")
    page.text(MARGIN, top + 0.23, "events written in", size=8, color=FAINT, align="left")
    for i, name in enumerate(names):
        x, inside = first + i * column, column - 0.12
        page.box(x, top, inside, 0.46)
        page.text(x + inside / 2, top + 0.23, fold(f"reader of {name}", inside - 0.1))
    y = top + 0.76
    for (writer, known, lane), height in zip(lanes, heights, strict=True):
        page.text(MARGIN, y, writer, bold=True, align="left")
        below: dict[str, Any] = {"size": SMALL, "color": FAINT, "align": "left", "stand": "top"}
        page.text(MARGIN, y + 0.12, known, **below)
        end = first + (len(lane) - 1) * column
        page.line([(left, y), (end, y)], color=BLUE, linewidth=1.2, zorder=1)
        MARKS["send"].draw(page, left, y)
        for i, (reading, why) in enumerate(lane):
            _draw(page, reading.outcome, first + i * column, y)
            page.text(first + i * column, y + 0.14, why, **below)
        y += height
    facts = [f"{name} has {known}" for name, known in fields.items()]
    facts += map(str, readings)
    alt = ". ".join(["Versions of a payload and their readers", title, *facts]) + "."
    return Picture(page.figure, title, alt, "\n".join([title, *facts]))


def _draw(page: Page, outcome: str, x: float, y: float) -> None:
    """Draw the mark on the lane, and its word on a gap in the lane."""
    bold = outcome != "reads"
    end = x + 0.34 + text_width(outcome, bold=bold)
    page.line([(x, y), (end, y)], color="white", linewidth=6, zorder=2)
    _MARKS[outcome].draw(page, x + 0.14, y)
    page.text(x + 0.28, y, outcome, bold=bold, align="left")


def _fields(payload: Any) -> str:
    fields = fields_of(payload).values()
    told = (f"{f.name}: {name_of(f.type)}{'' if f.required else ' = ...'}" for f in fields)
    return ", ".join(told) or "no fields"


def _title(readings: list[Reading], writers: Versions, readers: Versions | None) -> str:
    """Count what goes wrong between different versions; then what the upcasters mend."""
    classes = writers if readers is None else readers
    plain = [r for r in readings if r.reader in classes]
    across = [r for r in plain if writers[r.writer] is not classes[r.reader]]
    count = {word: sum(r.outcome == word for r in across) for word in _BADNESS}
    breaks, misleads = count["breaks"], count["misleads"]
    title = f"{breaks} of {len(across)} readings across versions break{'s' * (breaks == 1)} the"
    title += " reader"
    if misleads:
        title += f", {misleads} mislead{'s' * (misleads == 1)} it"
    climbing = [r for r in readings if r.reader not in classes]
    if climbing:
        fine = sum(r.outcome == "reads" for r in climbing)
        title += f"; {climbing[0].reader} reads {fine} of {len(climbing)}"
    return title
