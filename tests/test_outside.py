"""What code asks or does outside of its arguments is heard of, however it is written."""

import os
import random
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from eventlab import Event
from eventlab.course.outside import Outside, calls_outside


@pytest.mark.parametrize(
    "act",
    [time.time_ns, lambda: datetime.now(UTC), lambda: time.perf_counter()],
)
def test_a_clock_that_is_asked_is_heard(act):
    heard = calls_outside(lambda: act())
    assert heard.clock and not heard.chance and not heard.touched


@pytest.mark.parametrize("act", [random.random, lambda: random.choice("ab"), uuid4])
def test_chance_is_heard(act):
    assert calls_outside(lambda: act()).chance


@pytest.mark.parametrize(
    "act",
    [
        lambda: Path(os.devnull).write_text("x"),
        lambda: Path(os.devnull).open().close(),
        lambda: os.environ.update(EVENTLAB_TEST="1"),
        lambda: subprocess.run([sys.executable, "-S", "-c", ""], check=True),
        lambda: threading.Thread(target=int).start(),
    ],
)
def test_what_others_can_see_is_heard(act, monkeypatch):
    monkeypatch.setenv("EVENTLAB_TEST", "0")
    assert calls_outside(act).touched


@pytest.mark.parametrize(
    "act",
    [
        lambda: Event("Paid"),
        lambda: print("look"),
        lambda: time.strftime("%Y", time.gmtime(0)),
        lambda: datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
    ],
)
def test_what_computes_prints_or_makes_an_event_is_not(act):
    assert calls_outside(act) == Outside((), (), ())


def test_who_listened_before_goes_on_listening():
    heard = []

    def listener(*call):
        heard.append(call)

    before = sys.getprofile()
    sys.setprofile(listener)
    try:
        with pytest.raises(ZeroDivisionError):
            calls_outside(lambda: 1 / 0)
        assert sys.getprofile() is listener
    finally:
        sys.setprofile(before)
