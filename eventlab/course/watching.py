"""Watching what a process uses, and saying when it must be stopped.

A slow machine condemns nobody: what counts is the processor's time that the code used, or that it
used none at all; not the time in which others had the processor.
"""

import sys
import time
from typing import NamedTuple

import psutil  # type: ignore[import-untyped]

from eventlab.course.mistakes import MEMORY, NEVER_ENDS, WAITS, Mistake

BUSY_SECONDS = 1.0  # of processor time for one promise; sound code needs two thirds of it at most,
STARTS = 6  # or so many times what its process took to start: a slow machine's second is longer
IDLE_SECONDS = 1.4  # until it is asked whether the code only waits,
STILL_SECONDS = 0.4  # which it does when it has used no processor time for so long
MOSTLY = 0.1  # or when it was seen at work in so few of the looks
# Seconds until no verdict is the verdict. Only Linux tells code that is kept from the processor by
# others from code that dozes, which must not go on for long.
PATIENCE = 20.0 if sys.platform == "linux" else 2.8
TICK = 0.02  # seconds between two looks
MEMORY_BYTES = 512 * 2**20
_AWAKE = (psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP)


class Trouble(NamedTuple):
    """Why a run was stopped; without a mistake nobody is to blame."""

    mistake: Mistake | None
    expected: str
    happened: str


class Watch:
    """Looks at what a process, which has just started, uses when it is asked."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._began = self._moved = self._looked = time.monotonic()
        self._looks = self._awake = 0
        self._before = self._used = self._processor_seconds()
        self._enough = max(BUSY_SECONDS, STARTS * self._used)

    def begin(self) -> None:
        """Give the code the whole of its processor time again: another promise is tried now."""
        self._before = self._used

    def look(self) -> Trouble | None:
        """Return why the process must be stopped, or None; may be called at any rate."""
        now = time.monotonic()
        if now - self._looked < TICK:
            return None
        self._looked = now
        try:
            used, memory = self._processor_seconds(), self._process.memory_info().rss
            awake = sys.platform == "linux" and self._process.status() in _AWAKE
        except psutil.Error:
            return None  # it has ended, and the pipe will tell
        at_work = awake or used > self._used  # or it would be, if it got the processor
        self._looks, self._awake = self._looks + 1, self._awake + at_work
        if at_work:
            self._used, self._moved = used, now
        if memory > MEMORY_BYTES:
            return Trouble(MEMORY, f"less than {MEMORY_BYTES // 2**20} MB", "it took more")
        if used - self._before >= self._enough:
            return Trouble(NEVER_ENDS, "an end", f"none in {BUSY_SECONDS:g} s of computing")
        dozes = sys.platform == "linux" and self._awake < self._looks * MOSTLY
        still = now - self._moved >= STILL_SECONDS
        if now - self._began >= IDLE_SECONDS and (still or dozes):
            return Trouble(WAITS, "an end", f"none in {IDLE_SECONDS:g} s, mostly of waiting")
        if now - self._began >= PATIENCE:
            return Trouble(None, "", f"{used - self._before:.1f} s of computing in {PATIENCE:g} s")
        return None

    def _processor_seconds(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)
