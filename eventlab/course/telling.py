"""What a learner reads of a check: at most twelve lines, about their code and not about ours.

The same text comes out on every machine: no addresses, no paths, no frames of the grader.
"""

import linecache
import re
import sysconfig
import textwrap
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
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
    place: str = ""


now = Now()
watchers: list[Callable[[Now], object]] = []  # told when a check begins, and of its first steps


def begin(stage: Stage, promise: str) -> None:
    """Say that a check begins; the steps before it are forgotten."""
    global now
    now = Now(stage, promise)
    _tell()


def step(call: str) -> None:
    """Write down a call that a check is about to make, as the learner would write it."""
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
            where = "at the top of a cell" if code.co_name == "<module>" else f"in {_name(code)}"
            return f"{where}, line {line}: {text}" if text else f"{where}, line {line}"
    return ""


def cycle_of(error: BaseException) -> list[str]:
    """Return the learner's functions that call each other in a long row, each once."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if _is_theirs(frame)]
    return list(dict.fromkeys(_name(frame.f_code) for frame in frames)) if len(frames) > 50 else []


def with_place(frame: FrameType | None) -> Now:
    """Return what is under way with the line of the learner's code that runs in `frame`."""
    stack = traceback.walk_stack(frame) if frame else ()
    return replace(now, steps=list(now.steps), place=_place(stack))


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


def compose(headline: str, steps: list[str], *facts: tuple[str, str]) -> str:
    """Lay out a message: a headline, the numbered steps, and facts under their names.

    The facts come first when there is not room for all; steps are then left out in the middle.
    """
    head = _wrap(headline, "")
    tail = [line for name, text in facts if text for line in _wrap(text, f"{name}: ")]
    return "\n".join([*head, *_number(steps, MOST_LINES - len(head) - len(tail)), *tail])


def _number(steps: list[str], room: int) -> list[str]:
    lines = [f"  {n}. {step}" for n, step in enumerate(steps, 1)]
    if len(lines) <= room:
        return [line[:WIDTH] for line in lines]
    if room < 3:
        return []
    before = (room - 1) // 2
    after = room - 1 - before
    left_out = f"     ... {len(lines) - before - after} more"
    return [line[:WIDTH] for line in (*lines[:before], left_out, *lines[-after:])]


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
    return code.co_qualname.rpartition("<locals>.")[2]
