"""The helper process: runs the checks on one learner's code, answers, and waits to be ended.

It is started before it is needed, with nothing but pipes between it and the notebook. What were
its stdin and stdout become private to the frames; the learner's code finds an empty stdin, and
what it prints, from Python or from below, goes to the pipe that was stderr. A new process for
each check: nothing that one submission does can reach the next.

This protects from accidents. It is no sandbox against malice.
"""

import contextlib
import gc
import importlib
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import cloudpickle  # type: ignore[import-untyped]
import msgspec

import eventlab.contracts.bus  # noqa: F401  # most checks need it: load it while nobody waits
from eventlab.course import grading, guarding, tampering, telling
from eventlab.course.limits import limit
from eventlab.course.mistakes import CRASHES, LEAVES_A_THREAD, TAMPERS

LOOK_EVERY = 0.3  # seconds until it is looked up again which line runs
PROCESSOR_SECONDS = 20  # should the notebook's process be gone
LARGEST_FRAME = 64 * 2**20  # bytes
READY = b"ready"
MARK = b"\x1c"  # "file separator": what was printed before belongs to checks that hold
_STREAMS = (sys.stdout, sys.stderr)  # the learner's code may put others in their place


class Request(msgspec.Struct):
    """What the helper is asked: the checks of a task, and what the learner handed in.

    Args:
        token: comes back with every answer, so that other bytes are not taken for one.
        checks: the module with the lesson's checks.
        task: the task's id.
        thing: the learner's class or function, pickled.
        sources: the text of the notebook's cells by file name, to quote lines from.
        memory: how many bytes it may use.
        folder: where the notebook is; modules that lie beside it are found there.
        scratch: an empty folder to work in, and what it may take for the learner's home.
    """

    token: str
    checks: str
    task: str
    thing: bytes
    sources: dict[str, list[str]]
    memory: int
    folder: str
    scratch: str


class Answer(msgspec.Struct):
    """What comes back: which check is under way, and in the end the verdict."""

    token: str
    now: telling.Now | None = None
    verdict: grading.Verdict | None = None


def write_frame(pipe: IO[bytes], data: bytes) -> None:
    """Write a frame: its length in four bytes, then itself."""
    pipe.write(len(data).to_bytes(4, "big") + data)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> bytes | None:
    """Read a frame, or return None where no whole one comes any more.

    Raises:
        ValueError: what comes is no frame.
    """
    header = pipe.read(4)
    if len(header) < 4:
        return None
    size = int.from_bytes(header, "big")
    if size > LARGEST_FRAME:
        raise ValueError(f"a frame of {size} bytes")
    data = pipe.read(size)
    return data if len(data) == size else None


def main(checks: list[str]) -> None:
    """Serve one request, then stay until the pipe is closed or the process is killed.

    Args:
        checks: modules to load while nobody waits.
    """
    inbox, outbox = _take_the_pipes()
    for module in checks:
        importlib.import_module(module)
    gc.freeze()  # what is loaded stays: to look through it takes longer than most checks
    write_frame(outbox, READY)
    frame = read_frame(inbox)
    if frame is None:
        return
    request = msgspec.msgpack.decode(frame, type=Request)
    parent = threading.Thread(target=_end_with, args=[inbox], daemon=True)
    parent.start()
    say = _Speaker(outbox, request.token)
    verdict = _judge(request, say)
    _flush()
    say(verdict=verdict)
    parent.join()


def _take_the_pipes() -> tuple[IO[bytes], IO[bytes]]:
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    for stream in _STREAMS:
        stream.reconfigure(  # type: ignore[union-attr]
            encoding="utf-8", errors="backslashreplace", line_buffering=True
        )
    return inbox, outbox


def _end_with(inbox: IO[bytes]) -> None:
    inbox.read()  # returns when the notebook's process has closed the pipe, or has ended
    os._exit(1)


class _Speaker:
    """Sends answers, also while the learner's code keeps the main thread busy."""

    def __init__(self, outbox: IO[bytes], token: str) -> None:
        self._outbox, self._token = outbox, token
        self._one_at_a_time = threading.Lock()

    def __call__(self, **answer: Any) -> None:
        data = msgspec.msgpack.encode(Answer(self._token, **answer))
        with self._one_at_a_time:
            try:
                write_frame(self._outbox, data)
            except OSError:  # nobody listens any more
                os._exit(1)


def _judge(request: Request, say: Callable[..., None]) -> grading.Verdict:
    os.chdir(request.scratch)
    os.environ["EVENTLAB_HOME"] = request.scratch  # the learner's history is not for it
    sys.path.append(request.folder)
    telling.quote(request.sources)
    task = grading.tasks_of(request.checks)[request.task]
    telling.watchers += [_separate, lambda now: say(now=now)]
    main_thread, never = threading.get_ident(), threading.Event()

    def look() -> None:
        while not never.wait(LOOK_EVERY):
            say(now=telling.with_place(sys._current_frames().get(main_thread)))

    threading.Thread(target=look, daemon=True).start()
    threads, before = set(threading.enumerate()), tampering.parts()
    refused = guarding.guard(Path(request.scratch))
    limit(request.memory, PROCESSOR_SECONDS)
    verdict = grading.judge(task, lambda: cloudpickle.loads(request.thing))
    if verdict.outcome == "passed":
        failure = _spoiled(before) or _still_running(threads) or _refused(refused)
        verdict = grading.failed(request.task, telling.now, failure) if failure else verdict
    return verdict


def _separate(now: telling.Now) -> None:
    """Mark, in what is printed, where a check begins."""
    if not now.steps:
        _flush()
        with contextlib.suppress(OSError):
            os.write(2, MARK)


def _flush() -> None:
    for stream in _STREAMS:
        with contextlib.suppress(OSError, ValueError):  # the learner's code has closed it
            stream.flush()


def _spoiled(before: tampering.Parts) -> grading.Failure | None:
    names = tampering.replaced(before)
    if not names:
        return None
    happened = f"your code replaced {', '.join(names)}"
    return grading.Failure("everything else stays as it is", happened, TAMPERS)


def _refused(refused: list[guarding.Refused]) -> grading.Failure | None:
    if not refused:
        return None
    mistake = CRASHES[type(refused[0])]
    return grading.Failure("nothing else changes", f"refused: {refused[0]}", mistake)


def _still_running(before: set[threading.Thread]) -> grading.Failure | None:
    theirs = [thread for thread in threading.enumerate() if thread not in before]
    for thread in theirs:
        thread.join(timeout=0.1)  # it may be about to end
    left = [thread for thread in theirs if thread.is_alive()]
    if not left:
        return None
    return grading.Failure("no thread is left", f"{len(left)} still running", LEAVES_A_THREAD)


if __name__ == "__main__":
    # As a module of its own, so that `__main__` is left to the learner's code.
    from eventlab.course import worker

    worker.main(sys.argv[1:])
