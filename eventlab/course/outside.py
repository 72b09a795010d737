"""What a function asks or does outside of its arguments: the clock, chance, files, other programs.

Guarantee: heard of by what is called, however it is written or imported, in this thread. Not heard
of: what was printed (that is how one looks at one's own code), a write to what is open already, and
what the `Event` class does to give a new event its id and its time.
"""

import socket
import sys
from collections.abc import Callable
from datetime import date, datetime
from random import Random
from types import FrameType
from typing import Any, NamedTuple

_SYSTEM = {"_posixsubprocess", "_winapi", "nt", "posix"}
_ACTS = {"open", "connect", "start_new_thread", "start_joinable_thread"}
_CLOCKS = ("time", "monotonic", "perf_counter", "process_time", "thread_time", "sleep")


class Outside(NamedTuple):
    """The calls that were heard, as "datetime.now()", each once.

    Args:
        clock: what time it is, or how long something takes.
        chance: random numbers.
        touched: what others can see or change: files, programs, threads, the environment.
    """

    clock: tuple[str, ...]
    chance: tuple[str, ...]
    touched: tuple[str, ...]


def calls_outside(act: Callable[[], object]) -> Outside:
    """Do it, and return what it has called outside."""
    heard: dict[tuple[int, str], None] = {}  # the kind, as a field of Outside, and the call

    def hear(frame: FrameType, what: str, called: Any) -> None:
        if what != "c_call" or (kind := _kind(called)) is None or _makes_an_event(frame):
            return
        heard[kind, _name(called)] = None

    before = sys.getprofile()
    sys.setprofile(hear)
    try:
        act()
    finally:
        sys.setprofile(before)
    return Outside(*(tuple(name for kind, name in heard if kind == wanted) for wanted in range(3)))


def _kind(called: Any) -> int | None:
    owner, module, name = getattr(called, "__self__", None), called.__module__, called.__name__
    if owner in (date, datetime) and name in ("now", "utcnow", "today"):
        return 0
    if module == "time" and name.removesuffix("_ns") in _CLOCKS:
        return 0
    if isinstance(owner, Random) or name in ("urandom", "getrandom"):
        return 1
    if (module in _SYSTEM and name != "fspath") or (module and name in _ACTS):
        return 2
    return 2 if isinstance(owner, socket.socket) else None


def _name(called: Any) -> str:
    owner, name = getattr(called, "__self__", None), called.__name__
    if called.__module__ in _SYSTEM:
        return f"os.{name}()"
    if isinstance(owner, (Random, socket.socket)):
        return f"{type(owner).__name__.lower()}.{name}()"
    place = getattr(owner, "__name__", "").lstrip("_")
    return f"{name}()" if place in ("", "io") else f"{place}.{name}()"


def _makes_an_event(frame: FrameType | None) -> bool:
    while frame:
        if frame.f_globals.get("__name__") == "eventlab.event":
            return True
        frame = frame.f_back
    return False
