"""One helper process, seen from the notebook: started, asked once, watched, ended.

A slow machine condemns nobody: what counts is the processor's time that the code used, or that it
used none at all; not the time in which others had the processor.
"""

import os
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec
import psutil  # type: ignore[import-untyped]

from eventlab.course.grading import REPORT, Failure, Verdict, failed
from eventlab.course.mistakes import (
    ENDS_THE_PROCESS,
    LEAVES_A_PROCESS,
    MEMORY,
    NEVER_ENDS,
    WAITS,
    Mistake,
)
from eventlab.course.packing import sources_in
from eventlab.course.telling import Now
from eventlab.course.worker import MARK, READY, Answer, Request, read_frame, write_frame

BUSY_SECONDS = 0.8  # of processor time; sound code needs a tenth of it
IDLE_SECONDS = 1.4  # until it is asked whether the code only waits,
STILL_SECONDS = 0.4  # which it does when it has used no processor time for so long
PATIENCE = 2.8  # seconds until no verdict is the verdict
START_SECONDS = 30.0  # for a helper process to get ready; it needs a quarter of one
MEMORY_BYTES = 512 * 2**20
TICK = 0.02  # seconds between two looks at the helper
PRINTED = 2_000  # characters of what the code prints that are kept
WORKER = "eventlab.course.worker"
_HOME = Path(__file__).resolve().parents[2]  # the folder that `eventlab` is imported from


class _Trouble(NamedTuple):
    """Why a run was stopped; without a mistake nobody is to blame."""

    mistake: Mistake | None
    expected: str
    happened: str


class Lost(Exception):
    """The helper process ended without an answer, or never got ready."""


class Helper:
    """A process that runs one check. It starts at once and waits for its request.

    Args:
        checks: modules with checks that it will probably need.
    """

    def __init__(self, *checks: str) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="eventlab-", ignore_cleanup_errors=True)
        apart: dict[str, Any] = {"start_new_session": True}  # the terminal's Ctrl-C is not for it
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", WORKER, *checks],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=_HOME,
            env={**os.environ, "EVENTLAB_HOME": self._scratch.name, REPORT: ""},
            **apart,
        )
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self._inbox = self._process.stdin
        self._frames: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._output = _Output(self._process.stderr)
        self._readers = [
            threading.Thread(target=_read_frames, args=[self._process.stdout, self._frames]),
            threading.Thread(target=self._output.read),
        ]
        for reader in self._readers:
            reader.daemon = True
            reader.start()

    def ask(self, checks: str, task: str, parcel: bytes) -> Verdict:
        """Send the request, and return the verdict or what stands for it.

        Raises:
            Lost: the process has ended before it began.
        """
        try:
            ready = self._frames.get(timeout=START_SECONDS)
        except queue.Empty:
            ready = None
        if ready != READY:
            raise Lost
        token = secrets.token_hex(16)
        request = Request(
            token=token,
            checks=checks,
            task=task,
            thing=parcel,
            sources=sources_in(parcel),
            memory=MEMORY_BYTES,
            folder=str(Path.cwd()),
            scratch=self._scratch.name,
        )
        watch = _Watch(self._process.pid)
        try:
            write_frame(self._inbox, msgspec.msgpack.encode(request))
        except OSError:
            raise Lost from None
        return self._await(token, task, watch)

    def _await(self, token: str, task: str, watch: "_Watch") -> Verdict:
        now: Now | None = None
        while True:
            try:
                frame = self._frames.get(timeout=TICK)
            except queue.Empty:
                if trouble := watch.look():
                    return _stopped(task, now or Now(), trouble)
                continue
            if frame is None:
                if now is None:
                    raise Lost
                return _stopped(task, now, _ended(self._exit_code()))
            answer = _decode(frame, token)
            if answer is None:
                return _stopped(task, now or Now(), _ended("something else came instead"))
            if answer.verdict:
                return self._alone(answer.verdict, now or Now())
            now = answer.now

    def _alone(self, verdict: Verdict, now: Now) -> Verdict:
        """Let it pass only if no other process is left behind."""
        if verdict.outcome != "passed" or not _family(self._process.pid):
            return verdict
        failure = Failure("no process is left", "one is still running", LEAVES_A_PROCESS)
        return failed(verdict.task, now, failure)

    def _exit_code(self) -> str:
        code = self._process.wait(timeout=5)
        return f"the process ended by signal {-code}" if code < 0 else f"exit code {code}"

    def end(self) -> str:
        """End the process, and all that it has started; return what was printed."""
        for process in _family(self._process.pid):
            try:
                process.kill()
            except psutil.Error:
                continue
        self._process.kill()
        self._process.wait()
        self._inbox.close()
        for reader in self._readers:
            reader.join(timeout=0.5)  # a process that got away may hold the pipe open
        self._scratch.cleanup()
        return self._output.text


class _Watch:
    """Looks at what a process has used since it was asked."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._began = self._moved = time.monotonic()
        self._before = self._used = self._processor_seconds()

    def look(self) -> _Trouble | None:
        """Return why the process must be stopped, or None."""
        try:
            used, memory = self._processor_seconds(), self._process.memory_info().rss
        except psutil.Error:
            return None  # it has ended, and the pipe will tell
        now = time.monotonic()
        if used > self._used:
            self._used, self._moved = used, now
        if memory > MEMORY_BYTES:
            return _Trouble(MEMORY, f"less than {MEMORY_BYTES // 2**20} MB", "it took more")
        if used - self._before >= BUSY_SECONDS:
            return _Trouble(NEVER_ENDS, "an end", f"none in {BUSY_SECONDS:g} s of computing")
        if now - self._began >= IDLE_SECONDS and now - self._moved >= STILL_SECONDS:
            return _Trouble(WAITS, "an end", f"none in {IDLE_SECONDS:g} s, mostly of waiting")
        if now - self._began >= PATIENCE:
            return _Trouble(None, "", f"{used - self._before:.1f} s of computing in {PATIENCE:g} s")
        return None

    def _processor_seconds(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)


class _Output:
    """Reads what a process prints, so that it never waits, and keeps the beginning of the rest.

    Of several checks only the output of the last one is kept.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._kept, self._more = pipe, b"", 0

    def read(self) -> None:
        """Read until nobody can write any more."""
        with self._pipe as pipe:
            while data := os.read(pipe.fileno(), 65536):
                if MARK in data:
                    self._kept, self._more, data = b"", 0, data.rpartition(MARK)[2]
                room = 4 * PRINTED - len(self._kept)  # a character has up to four bytes
                self._kept += data[:room]
                self._more += len(data[room:])

    @property
    def text(self) -> str:
        """What was kept, with the number of characters that were not."""
        text = self._kept.decode("utf-8", "replace").replace("\r\n", "\n")
        more = self._more + len(text[PRINTED:])
        return text[:PRINTED] + (f"\n... and {more:,} characters more" if more else "")


def _read_frames(pipe: IO[bytes], frames: "queue.SimpleQueue[bytes | None]") -> None:
    with pipe:
        try:
            while (frame := read_frame(pipe)) is not None:
                frames.put(frame)
        except ValueError:
            frames.put(b"")
    frames.put(None)


def _decode(frame: bytes, token: str) -> Answer | None:
    try:
        answer = msgspec.msgpack.decode(frame, type=Answer)
    except msgspec.DecodeError:
        return None
    return answer if answer.token == token else None


def _ended(how: str) -> _Trouble:
    return _Trouble(ENDS_THE_PROCESS, "an answer", how)


def _stopped(task: str, now: Now, trouble: _Trouble) -> Verdict:
    if trouble.mistake is None:
        message = (
            f"No verdict: this machine had too little time for it ({trouble.happened}).\n"
            "Your code may be right. Run the check again when less is going on."
        )
        return Verdict(task=task, outcome="not attempted", message=message, stage=now.stage)
    happened = f"{trouble.happened}, {now.place}" if now.place else trouble.happened
    return failed(task, now, Failure(trouble.expected, happened, trouble.mistake))


def _family(pid: int) -> list[psutil.Process]:
    """Return the processes that this one has started, also if it has ended since."""
    try:
        family = psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        family = []
    if sys.platform != "win32":
        family += [psutil.Process(other) for other in psutil.pids() if _session(other) == pid]
    return [process for process in family if process.pid != pid]


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0
