"""Running a learner's code in a helper process, so that nothing it does can reach the notebook.

Guarantee: `judge_apart` returns a verdict, whatever the code does: loop, wait, recurse, take all
memory, exit, end its own process. No variable of the caller changes, and the next call finds a
new process.
"""

import atexit
import contextlib
import threading

import msgspec

from eventlab.course.grading import Verdict
from eventlab.course.helper import Helper, Lost
from eventlab.course.packing import CannotPack, pack

_one_at_a_time = threading.RLock()
_waiting: list[Helper] = []


def warm(*checks: str) -> None:
    """Start the process that the next check will need, unless it is there already.

    Args:
        checks: modules with checks that it will probably need.
    """
    with _one_at_a_time:
        if not _waiting:
            _waiting.append(Helper(*checks))


def cool() -> None:
    """End the process that waits for the next check."""
    with _one_at_a_time:
        while _waiting:
            _waiting.pop().end()


atexit.register(cool)


def judge_apart(checks: str, task: str, thing: object) -> Verdict:
    """Return the verdict on `thing`, found out in a process of its own.

    Args:
        checks: the module with the lesson's checks.
        task: the id of one of its tasks.
        thing: the learner's class or function; it is copied, and stays as it is.
    """
    try:
        parcel = pack(thing)
    except CannotPack as error:
        message = f"Failed (shape): {error}.\nA check runs in another process: use plain values."
        return Verdict(task=task, outcome="failed", message=message, stage="shape")
    with _one_at_a_time:
        for _ in range(2):  # the process that was waiting may have died meanwhile
            try:
                warm()
            except OSError as error:  # no process, no folder: the machine is full
                printed = str(error)
                continue
            helper = _waiting.pop()
            try:
                verdict = helper.ask(checks, task, parcel)
            except Lost:
                printed = helper.end()
                continue
            except BaseException:
                helper.end()
                raise
            printed = helper.end()
            with contextlib.suppress(OSError):  # the next check will say it
                warm(checks)
            return msgspec.structs.replace(verdict, printed=printed)
    message = f"No verdict: the helper process does not start.\n{printed[-500:]}".strip()
    return Verdict(task=task, outcome="not attempted", message=message, printed=printed)
