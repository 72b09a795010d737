"""One helper process, seen from the notebook: started, asked once, watched, ended."""

import contextlib
import os
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

import msgspec
import psutil  # type: ignore[import-untyped]

from eventlab.course.grading import REPORT, Failure, Verdict, failed
from eventlab.course.mistakes import ENDS_THE_PROCESS, LEAVES_A_PROCESS
from eventlab.course.packing import sources_in
from eventlab.course.telling import Now
from eventlab.course.watching import MEMORY_BYTES, TICK, Trouble, Watch
from eventlab.course.worker import MARK, READY, Answer, Request, read_frame, write_frame

START_SECONDS = 30.0  # for a helper process to get ready; it needs a quarter of one
PRINTED = 2_000  # characters of what the code prints that are kept
WORKER = "eventlab.course.worker"
_HOME = Path(__file__).resolve().parents[2]  # the folder that `eventlab` is imported from


class Lost(Exception):
    """The helper process ended without an answer, or never got ready."""


class Helper:
    """A process that runs one check. It starts at once and waits for its request.

    Args:
        checks: modules with checks that it will probably need.
    """

    def __init__(self, *checks: str) -> None:
        self._scratch: tempfile.TemporaryDirectory[str] | None = None  # none while it waits
        apart: dict[str, Any] = {"start_new_session": True}  # the terminal's Ctrl-C is not for it
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", WORKER, *checks],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=_HOME,
            env={**os.environ, REPORT: ""},
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
        self._scratch = tempfile.TemporaryDirectory(prefix="eventlab-", ignore_cleanup_errors=True)
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
        watch = Watch(self._process.pid)
        try:
            write_frame(self._inbox, msgspec.msgpack.encode(request))
        except OSError:
            raise Lost from None
        return self._await(token, task, watch)

    def _await(self, token: str, task: str, watch: Watch) -> Verdict:
        now: Now | None = None
        while True:
            with contextlib.suppress(queue.Empty):
                frame = self._frames.get(timeout=TICK)
                if frame is None and now is None:
                    raise Lost
                if frame is None:
                    return _stopped(task, now or Now(), _ended(self._exit_code()))
                answer = _decode(frame, token)
                if answer is None:
                    return _stopped(task, now or Now(), _ended("something else came instead"))
                if answer.verdict:
                    return self._alone(answer.verdict, now or Now())
                if answer.now and (now is None or answer.now.promise != now.promise):
                    watch.begin()
                now = answer.now
            if trouble := watch.look():
                return _stopped(task, now or Now(), trouble)

    def _alone(self, verdict: Verdict, now: Now) -> Verdict:
        """Let it pass only if no other process is left behind."""
        if verdict.outcome != "passed" or not _family(self._process.pid):
            return verdict
        failure = Failure("no process is left", "one is still running", LEAVES_A_PROCESS)
        return failed(verdict.task, now, failure)

    def _exit_code(self) -> str:
        try:
            code = self._process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            return "it closed the pipe to the notebook"
        return f"the process ended by signal {-code}" if code < 0 else f"exit code {code}"

    def end(self) -> str:
        """End the process, and all that it has started; return what was printed."""
        family = _family(self._process.pid)
        self._process.kill()
        for process in family:
            with contextlib.suppress(psutil.Error):  # it has ended by itself
                process.kill()
        self._process.wait()
        self._inbox.close()
        for reader in self._readers:
            reader.join(timeout=0.5)  # a process that got away may hold the pipe open
        if self._scratch:
            self._scratch.cleanup()
        return self._output.text


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


def _ended(how: str) -> Trouble:
    return Trouble(ENDS_THE_PROCESS, "an answer", how)


def _stopped(task: str, now: Now, trouble: Trouble) -> Verdict:
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
    family = []
    with contextlib.suppress(psutil.Error):
        family += psutil.Process(pid).children(recursive=True)
    for other in psutil.pids() if sys.platform != "win32" else ():
        if other != pid and _session(other) == pid:
            with contextlib.suppress(psutil.Error):
                family.append(psutil.Process(other))
    return family


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0
