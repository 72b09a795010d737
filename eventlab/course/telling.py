"""What a learner reads of a check: at most twelve lines, about their code and not about ours.

The same text comes out on every machine: no addresses, no paths, no frames of the grader.
"""

import linecache
import re
import sysconfig
import textwrap
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from types import CodeType, FrameType
from typing import Literal

Stage = Literal["shape", "behaviour", "edges", "faults"]
STAGES: tuple[Stage, ...] = ("shape", "behaviour", "edges", "faults")
MOST_LINES = 12
WIDTH = 92
_PATHS = sysconfig.get_paths()
_NOT_THEIRS = (
    str(Path(__file__).resolve().parents[1]),
    *(_PATHS[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    "<frozen ",
    "<string>",  # methods that dataclasses make
)


@dataclass
class Now:
    """The check that is under way, the calls that it has made so far, and the line that runs."""

    stage: Stage = "shape"
    promise: str = ""
    steps: list[str] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)  # the indices of those on which all turns
    place: str = ""

    def forget(self) -> None:
        """Begin with the steps anew."""
        self.steps.clear()
        self.turns.clear()


now = Now()
watchers: list[Callable[[Now], object]] = []  # told when a check begins, and of its first steps


def begin(stage: Stage, promise: str) -> None:
    """Say that a check begins; the steps before it are forgotten."""
    global now
    now = Now(stage, promise)
    _tell()


def step(call: str, *, turns: bool = False) -> None:
    """Write down a call that a check is about to make, as the learner would write it.

    Where it `turns` the course of things, as a crash does, it is the last that is left out.
    """
    if turns:
        now.turns.append(len(now.steps))
    now.steps.append(call)
    if len(now.steps) <= MOST_LINES:
        _tell()


def _tell() -> None:
    for watcher in watchers:
        watcher(now)


def show(value: object, most: int = 60) -> str:
    """Return the `repr` of `value` in one short line, without addresses."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(text.split()))
    return text if len(text) <= most else text[: most - 4] + " ..."


def describe(error: BaseException) -> str:
    """Name an exception with its text, in one short line."""
    name = type(error).__name__
    try:
        text = str(error)
    except Exception:
        text = ""
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(text.split()))
    return textwrap.shorten(f"{name}: {text}" if text else name, WIDTH - 12, placeholder=" ...")


def place_of(error: BaseException) -> str:
    """Say which line of the learner's code raised, or "" when none of it had a part in it."""
    innermost_first = reversed(list(traceback.walk_tb(error.__traceback__)))
    return _place(innermost_first)


def _place(innermost_first: Iterable[tuple[FrameType, int]]) -> str:
    for frame, line in innermost_first:
        if _is_theirs(frame):
            code = frame.f_code
            text = linecache.getline(code.co_filename, line).strip()
            where = f"in {name}" if (name := _name(code)) != "<module>" else "at the top of a cell"
            return f"{where}, line {line}: {text}" if text else f"{where}, line {line}"
    return ""


def cycle_of(error: BaseException) -> list[str]:
    """Return the learner's functions that call each other in a long row, each once."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if _is_theirs(frame)]
    return list(dict.fromkeys(_name(frame.f_code) for frame in frames)) if len(frames) > 50 else []


def with_place(frame: FrameType | None) -> Now:
    """Return what is under way with the line of the learner's code that runs in `frame`."""
    stack = traceback.walk_stack(frame) if frame else ()
    return replace(now, steps=list(now.steps), turns=list(now.turns), place=_place(stack))


def quote(sources: dict[str, list[str]]) -> None:
    """Know the text of files that are none, such as a notebook's cells, by their names."""
    for name, lines in sources.items():
        linecache.cache[name] = (sum(map(len, lines)), None, lines, name)


def stub_in(error: BaseException) -> str:
    """Return which function of the learner's is still a stub, when that is what `error` says."""
    for leaf in leaves(error):
        frames = [frame for frame, _ in traceback.walk_tb(leaf.__traceback__) if _is_theirs(frame)]
        if isinstance(leaf, NotImplementedError) and frames:
            return _name(frames[-1].f_code)
    return ""


def leaves(error: BaseException) -> Iterator[BaseException]:
    """Yield the exceptions in a group, and in the groups in it; any other yields itself."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from leaves(inner)
    else:
        yield error


def compose(
    headline: str, steps: list[str], *facts: tuple[str, str], turns: Collection[int] = ()
) -> str:
    """Lay out a message: a headline, the numbered steps, and facts under their names.

    The facts come first when there is not room for all. Then steps are left out, from the middle
    on, and last of all those at the indices `turns`.
    """
    head = _wrap(headline, "")
    tail = [line for name, text in facts if text for line in _wrap(text, f"{name}: ")]
    return "\n".join([*head, *_number(steps, MOST_LINES - len(head) - len(tail), turns), *tail])


def _number(steps: list[str], room: int, turns: Collection[int]) -> list[str]:
    def rank(index: int) -> tuple[bool, int, int]:
        return index not in turns, min(index, len(steps) - 1 - index), -index

    kept: list[int] = []
    for index in sorted(range(len(steps)), key=rank):
        more = sorted([*kept, index])
        if len(more) + len(_gaps(more, len(steps))) <= room:
            kept = more
    if not kept:
        return []
    lines = {index: f"  {index + 1}. {steps[index]}"[:WIDTH] for index in kept}
    lines |= {start: f"     ... {size} more" for start, size in _gaps(kept, len(steps)).items()}
    return [lines[index] for index in sorted(lines)]


def _gaps(kept: list[int], count: int) -> dict[int, int]:
    """Return where of so many steps some in a row are not kept, with how many."""
    bounds = pairwise([-1, *kept, count])
    return {before + 1: after - before - 1 for before, after in bounds if after - before > 1}


def _wrap(text: str, name: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=name,
        subsequent_indent=" " * 10 if name else "",
        max_lines=2,
        placeholder=" ...",
        break_on_hyphens=False,
    )


def _is_theirs(frame: FrameType) -> bool:
    return not frame.f_code.co_filename.startswith(_NOT_THEIRS)


def _name(code: CodeType) -> str:
    # A comprehension is a function of its own until Python 3.12; to the reader it is none.
    name = re.sub(r"<(\w+comp|genexpr)>\.?", "", code.co_qualname)
    around = name.removesuffix(".").removesuffix(".<locals>")
    return around.rpartition("<locals>.")[2] or "<module>"
