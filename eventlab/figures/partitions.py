"""Partition picture: a log's partitions, who reads each and how far, and which keys move."""

from collections.abc import Mapping

from matplotlib.patches import Rectangle

from eventlab.event import Event
from eventlab.figures.logs import (
    LogState,
    PartitionState,
    log_state,
    moved_keys,
    new_owners,
    new_readers,
)
from eventlab.figures.picture import FAINT, INK, RULE, WIDTH, Page, Picture, fold, own_style
from eventlab.memory_log import MemoryLog

MOST_TILES = 9  # of a partition; of a longer one the last ones
MOST_PARTITIONS = 16
FEWEST_PARTITIONS = 4  # that `partition_growth` begins with
MARGIN = 0.22  # inches, as all that follow
LEFT = MARGIN + 0.95  # where the tiles begin
TILE, TALL = 0.6, 0.27
ROW = 0.64
SMALL = 7.5  # points
OWNER = LEFT + (MOST_TILES + 1) * TILE + 0.2
LAG = WIDTH - MARGIN
Moves = Mapping[str, tuple[int, int]]  # of a key from partition to partition


@own_style()
def partition_picture(
    before: LogState, after: LogState | None = None, *, seed: int | None = None
) -> Picture:
    """Draw each partition as a row of tiles: a tile is a record, with its key and its offset.

    Args:
        before: what `log_state` found.
        after: what it found when partitions or members had come or gone. What is marked there: a
            key whose next event goes to another partition, and an owner that is new.
        seed: shown in the corner, if the keys were drawn by chance.

    Raises:
        ValueError: more than sixteen partitions, or fewer after than before.
    """
    states = {"": before} if after is None else {"before": before, "after": after}
    counts = [len(state.partitions) for state in states.values()]
    if max(counts) > MOST_PARTITIONS:
        raise ValueError(f"{max(counts)} partitions, and a picture shows at most {MOST_PARTITIONS}")
    if counts != sorted(counts):
        raise ValueError(f"partitions can only be added: {counts[0]} before, {counts[1]} after")
    keys = moved_keys(before, after) if after else {}
    owners = new_owners(before, after) if after else {}
    readers = new_readers(before, after) if after else {}
    title = _title(before, after, len(keys), len(owners), len(readers))
    moves = [f"{key} {old} \u2192 {new}" for key, (old, new) in keys.items()]
    told = f"next event elsewhere: {', '.join(moves)}" if moves else ""
    last = fold(told, WIDTH - 2 * MARGIN, 8, lines=4)
    head = fold(title, WIDTH - 2 * MARGIN, 11.5, lines=4, bold=True)
    top = MARGIN + 0.24 * (1 + head.count("\n")) + 0.1
    end = 0.16 * (1 + last.count("\n")) if last else 0.0
    page = Page(WIDTH, top + 0.34 * len(states) + ROW * sum(counts) + end + 0.6)
    page.text(MARGIN, MARGIN, head, size=11.5, bold=True, align="left", stand="top")
    y = top
    for heading, state in states.items():
        new = {} if state is before else owners
        _draw_state(page, heading, state, y, {} if state is before else keys, new)
        y += 0.34 + ROW * len(state.partitions)
    page.text(MARGIN, y + 0.04, last, size=8, align="left", stand="top")
    _legend(page, list(keys.values()))
    if seed is not None:
        corner = page.width - MARGIN, page.height - MARGIN
        page.text(*corner, f"seed {seed}", size=8, color=FAINT, align="right")
    facts = [f"key {key} moves from partition {a} to {b}" for key, (a, b) in keys.items()]
    facts += [f"partition {n} goes from {a} to {b}" for n, (a, b) in owners.items()]
    facts += [f"key {key} is read by {b} instead of {a}" for key, (a, b) in readers.items()]
    facts += [] if seed is None else [f"seed {seed}"]
    return Picture(page.figure, title, _alt(title, states, facts), _text(title, states, facts))


def partition_growth(partitions: int, members: int, *, keys: int = 12) -> Picture:
    """Draw a log of four partitions and one reader, before and after it has grown.

    Args:
        partitions: how many there are afterwards.
        members: how many readers there are afterwards.
        keys: how many there are, each with one record that nobody has handled.

    Raises:
        ValueError: fewer than four partitions, or no reader.
    """
    if partitions < FEWEST_PARTITIONS or members < 1:
        raise ValueError(
            f"it begins with {FEWEST_PARTITIONS} partitions and one reader, and only grows: "
            f"not to {partitions} and {members}"
        )
    log = MemoryLog(FEWEST_PARTITIONS)
    for number in range(keys):
        log.append(Event("OrderPlaced"), key=f"order-{number}")
    names = {"worker 1": log.join("billing")}
    before = log_state(log, "billing", **names)
    names |= {f"worker {number}": log.join("billing") for number in range(2, members + 1)}
    if partitions > FEWEST_PARTITIONS:
        log.add_partitions(partitions - FEWEST_PARTITIONS)
    return partition_picture(before, log_state(log, "billing", **names))


def _draw_state(
    page: Page,
    heading: str,
    state: LogState,
    y: float,
    moved: Moves,
    new: Mapping[int, tuple[str, str]],
) -> None:
    lag = sum(each.lag for each in state.partitions)
    words = _heading(heading, state)
    heading = fold(words, OWNER - MARGIN - 0.2, lines=1)
    page.text(MARGIN, y + 0.06, heading, color=FAINT, bold=True, align="left")
    page.text(OWNER, y + 0.06, "read by", size=8, color=FAINT, align="left")
    page.text(LAG, y + 0.06, f"lag {lag}", size=8, color=FAINT, align="right")
    for number, each in enumerate(state.partitions):
        row = y + 0.34 + number * ROW
        middle = row + TALL / 2
        page.text(MARGIN, middle, f"partition {number}", align="left")
        _draw_tiles(page, each, row, moved)
        wide = LAG - OWNER - 0.42
        name = fold(each.owner, wide, lines=1, bold=number in new)
        page.text(OWNER, middle, name, align="left", bold=number in new)
        page.text(LAG, middle, str(each.lag), align="right")
        if number in new:
            was = fold(f"was {new[number][0]}", wide, SMALL, lines=1)
            page.text(OWNER, row + TALL + 0.1, was, size=SMALL, color=FAINT, align="left")


def _draw_tiles(page: Page, state: PartitionState, y: float, moved: Moves) -> None:
    """Draw the last records, and before them how many more there are."""
    count = len(state.keys)
    hidden = max(count - MOST_TILES, 0)
    if hidden:
        page.text(LEFT + TILE / 2, y + TALL / 2, f"{hidden} more", size=SMALL, color=FAINT)
    for offset in range(hidden, count):
        x, key = LEFT + TILE * (offset - hidden + bool(hidden)), state.keys[offset]
        handled = "#eef6fb" if offset < state.committed else "white"
        page.axes.add_patch(Rectangle((x, y), TILE, TALL, facecolor=handled, edgecolor=RULE))
        words = "\u2013" if key is None else fold(key, TILE - 0.1, 8, lines=1)
        page.text(x + TILE / 2, y + TALL / 2, words, size=8, stand="center_baseline")
        page.text(x + 0.04, y + TALL + 0.1, str(offset), size=7, color=FAINT, align="left")
        if key is not None and key in moved:
            new = f"\u2192p{moved[key][1]}"
            page.text(x + TILE - 0.04, y + TALL + 0.1, new, size=7, bold=True, align="right")
    x = LEFT + TILE * (
        max(state.committed - hidden, 0) + bool(hidden and state.committed >= hidden)
    )
    _draw_place(page, x, y)


def _draw_place(page: Page, x: float, y: float, height: float = TALL + 0.1) -> None:
    """Draw the committed offset: a bar between what is handled and what is not."""
    page.line([(x, y - 0.08), (x, y - 0.08 + height)], color=INK, linewidth=2, zorder=4)
    page.line([(x, y - 0.08)], marker="v", markersize=6, color=INK, zorder=5)


def _legend(page: Page, moves: list[tuple[int, int]]) -> None:
    y = page.height - MARGIN
    _draw_place(page, MARGIN + 0.05, y, 0.17)
    page.text(MARGIN + 0.17, y, "committed: the group reads on here", size=8, align="left")
    if moves:
        new = moves[0][1]
        words = f"\u2192p{new}  the next event of this key goes to partition {new}"
        page.text(MARGIN + 2.75, y, words, size=8, align="left")


def _title(before: LogState, after: LogState | None, keys: int, owners: int, readers: int) -> str:
    count, known = len(before.partitions), _several(len(before.homes), "key")
    if after is None:
        records = sum(len(each.keys) for each in before.partitions)
        lag = sum(each.lag for each in before.partitions)
        return f"{_several(records, 'record')} in {_several(count, 'partition')}; lag {lag}"
    parts = []
    if len(after.partitions) != count:
        more = f"{len(after.partitions)} partitions instead of {count}"
        parts.append(f"{more}: {keys} of {known} move{'s' * (keys == 1)}")
    hands = f"{owners} of {_several(count, 'partition')} change{'s' * (owners == 1)} hands"
    parts.append(f"{hands}, {readers} of {known} get{'s' * (readers == 1)} another reader")
    return "; ".join(parts)


def _several(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"


def _heading(heading: str, state: LogState) -> str:
    return f"{heading}: group {state.group}".removeprefix(": ")


def _text(title: str, states: Mapping[str, LogState], facts: list[str]) -> str:
    lines = [title]
    for heading, state in states.items():
        lines += [_heading(heading, state), *state.sentences()]
    return "\n".join([*lines, *facts])


def _alt(title: str, states: Mapping[str, LogState], facts: list[str]) -> str:
    return ". ".join(["Partitions of a log", *_text(title, states, facts).split("\n")]) + "."
