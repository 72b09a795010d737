"""The helper process, against code that no notebook would survive."""

import dataclasses
import functools
import os
import pickle
import tempfile
import threading
import time

import psutil
import pytest
from hostile import SUBMISSIONS
from IPython.core.autocall import ExitAutocall

from eventlab import Event
from eventlab.course import helper, sandbox, watching
from eventlab.course.helper import Helper
from eventlab.course.packing import CannotPack, pack
from eventlab.course.submissions import run

CHECKS, TASK = "eventlab.lessons.00_start_here.checks", "00-warm-up"


def receipt(event):
    return f"Receipt for order {event.data['order']}"


receipt.__module__ = "__main__"  # sent by value, as from a notebook


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A machine that runs other tests as well may give a helper very little of itself."""
    monkeypatch.setattr(watching, "PATIENCE", 60.0)


def judged(thing):
    return sandbox.judge_apart(CHECKS, TASK, thing)


@pytest.mark.parametrize("hostile", SUBMISSIONS, ids=[one.name for one in SUBMISSIONS])
def test_code_that_would_break_a_notebook_gets_a_verdict_and_the_next_check_works(hostile):
    before = set(psutil.Process().children(recursive=True))
    began = time.monotonic()
    verdict = judged(hostile.make())
    assert time.monotonic() - began < 60  # a deadline, not a measure: see the limits in watching.py
    assert verdict.outcome == "failed", verdict.message
    assert not hostile.mistake or verdict.mistake in hostile.mistake.split(" or "), verdict.message
    assert len(verdict.message.splitlines()) <= 12
    assert judged(receipt).outcome == "passed"
    left = set(psutil.Process().children(recursive=True)) - before
    assert len(left) <= 1, "only the helper that waits for the next check may be new"


def test_the_limits_leave_a_verdict_within_two_seconds_of_computing_or_waiting():
    assert watching.BUSY_SECONDS <= 1
    assert watching.IDLE_SECONDS + watching.STILL_SECONDS < 2


def test_a_long_run_of_checks_is_no_loop(monkeypatch):
    """Each promise has the whole time, so that many schedules of sound code are no reason."""
    monkeypatch.setattr(watching, "BUSY_SECONDS", 0.5)
    source = (
        "def receipt(event):\n"
        "    import time\n"
        "    began = time.process_time()\n"
        "    while time.process_time() < began + 0.3: pass\n"
        "    return f\"Receipt for order {event.data['order']}\""
    )
    assert judged(run(source, "works long")["receipt"]).outcome == "passed"


def test_where_starting_took_long_a_second_is_longer(monkeypatch):
    used = iter([0.5, 2.5, 3.6])  # seconds: of the start, and when it is looked at
    monkeypatch.setattr(watching, "TICK", 0.0)
    monkeypatch.setattr(watching, "MEMORY_BYTES", 2**60)  # of these tests themselves
    monkeypatch.setattr(watching.Watch, "_processor_seconds", lambda _: next(used))
    watch = watching.Watch(os.getpid())
    assert watch.look() is None
    assert watch.look().mistake is watching.NEVER_ENDS


def test_a_loop_is_reported_with_the_line_that_was_running():
    source = "def receipt(event):\n    n = 0\n    while n >= 0:\n        n += 1"
    message = judged(run(source, "a loop")["receipt"]).message
    assert "in receipt, line 3: while n >= 0:" in message or "line 4: n += 1" in message
    assert "receipt(Event(\"OrderPlaced\", {'order': 7}))" in message


def test_nothing_of_the_caller_changes():
    kept = {"orders": [1], "open": True}

    def receipt(event):
        kept["orders"].append(event.data["order"])
        kept.clear()
        return f"Receipt for order {event.data['order']}"

    receipt.__module__ = "__main__"
    assert judged(receipt).outcome == "passed"
    assert kept == {"orders": [1], "open": True}


def test_what_the_code_prints_comes_back_also_from_below_python():
    source = (
        "def receipt(event):\n"
        "    import os, sys\n"
        "    print('from Python'); print('an error', file=sys.stderr)\n"
        "    os.write(1, b'from below\\n'); os.system('echo from a child')\n"
    )
    printed = judged(run(source, "prints")["receipt"]).printed
    assert printed.splitlines() == ["from Python", "an error", "from below", "from a child"]


def test_of_a_hundred_megabytes_of_output_only_the_beginning_is_kept():
    source = (
        "def receipt(event):\n"
        "    for _ in range(100): print('x' * 1_000_000)\n"
        "    return 'no receipt'"
    )
    before = psutil.Process().memory_info().rss
    verdict = judged(run(source, "prints much")["receipt"])
    assert verdict.mistake == "other-words", verdict.message
    assert len(verdict.printed) < helper.PRINTED + 100
    assert "99,998,100 characters more" in verdict.printed
    assert psutil.Process().memory_info().rss - before < 50 * 2**20


def test_what_was_printed_before_it_was_stopped_is_not_lost():
    source = "def receipt(event):\n    print('before the loop')\n    while True: pass"
    assert judged(run(source, "prints, then loops")["receipt"]).printed == "before the loop\n"


def test_a_helper_that_died_while_it_waited_is_replaced():
    sandbox.warm()
    [waiting] = sandbox._waiting
    waiting._process.kill()
    waiting._process.wait()
    assert judged(receipt).outcome == "passed"


def test_a_helper_that_cannot_start_is_no_verdict_on_the_code(monkeypatch):
    sandbox.cool()
    monkeypatch.setattr(helper, "WORKER", "eventlab.course.not_there")
    verdict = judged(receipt)
    sandbox.cool()
    assert verdict.outcome == "not attempted"
    assert "helper process does not start" in verdict.message
    assert "not_there" in verdict.message


def test_a_machine_that_is_too_busy_condemns_nobody(monkeypatch):
    monkeypatch.setattr(watching, "PATIENCE", 0.0)
    verdict = judged(run("def receipt(event):\n    while True: pass", "busy")["receipt"])
    assert verdict.outcome == "not attempted"
    assert "Your code may be right" in verdict.message


def test_a_process_that_a_dead_helper_left_is_ended():
    source = (
        "def receipt(event):\n"
        "    import os, subprocess, sys\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "    print(child.pid); sys.stdout.flush(); os._exit(0)"
    )
    verdict = judged(run(source, "leaves a child")["receipt"])
    assert not psutil.pid_exists(int(verdict.printed)) or (
        psutil.Process(int(verdict.printed)).status() == psutil.STATUS_ZOMBIE
    )


def test_the_helper_ends_when_the_notebook_s_process_is_gone():
    waiting = Helper()
    waiting._inbox.close()
    waiting._process.wait(timeout=20)
    waiting.end()


def test_a_helper_that_waits_has_no_folder_that_a_killed_notebook_would_leave(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    waiting = Helper()
    waiting._frames.get(timeout=helper.START_SECONDS)  # it is ready
    assert list(tmp_path.iterdir()) == []
    waiting.end()


def test_what_cannot_be_copied_is_named():
    lock = threading.Lock()

    class Ledger:
        def __init__(self):
            self.guard = lock

    ledger = Ledger()

    def receipt(event):
        return ledger

    receipt.__module__ = Ledger.__module__ = "__main__"
    with pytest.raises(CannotPack, match=r"`lock`|`guard`"):
        pack(receipt)
    verdict = judged(receipt)
    assert (verdict.outcome, verdict.stage) == ("failed", "shape")
    assert "a lock, cannot be copied" in verdict.message


def test_a_notebook_s_exit_is_no_obstacle_and_ends_the_program():
    submission = run("def receipt(event):\n    exit()", "exits")["receipt"]
    submission.__globals__["exit"] = ExitAutocall(threading.Lock())  # no lock can be copied
    verdict = judged(submission)
    assert verdict.mistake == "ends-the-program", verdict.message
    assert "in receipt, line 2: exit()" in verdict.message


def test_what_says_that_there_is_no_default_is_the_same_object_everywhere():
    source = "from dataclasses import MISSING\ndef receipt(event):\n    return MISSING"
    taken = pickle.loads(pack(run(source, "missing")["receipt"]))
    assert taken(None) is dataclasses.MISSING


def test_a_function_behind_a_cache_is_copied_and_begins_with_an_empty_one():
    cached = functools.lru_cache(maxsize=7)(receipt)
    cached(Event("OrderPlaced", {"order": 7}))
    copy = pickle.loads(pack(cached))
    assert copy.cache_info() == (0, 0, 7, 0)
    assert sandbox.judge_apart(CHECKS, TASK, cached).outcome == "passed"


def test_what_is_too_large_to_copy_is_named():
    orders = bytearray(20 * 2**20)

    def receipt(event):
        return orders

    receipt.__module__ = "__main__"
    assert "`orders`, a bytearray, is larger than 16 MB" in judged(receipt).message
