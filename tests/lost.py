"""What the brokers' tests hold against each other: what was confirmed, and what came of it."""

import random
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import ExitStack, closing, suppress

from crash import noted, start


def shop(folder):
    """Make a database in the folder that has no rule against double effects."""
    with closing(sqlite3.connect(folder / "shop.db")) as database:
        database.execute("CREATE TABLE effect (id TEXT)")
        database.commit()
    return folder


def judge(folder):
    """Hold the effects against what was confirmed, when all was handled."""
    with closing(sqlite3.connect(folder / "shop.db")) as database:
        had = Counter(id for (id,) in database.execute("SELECT id FROM effect"))
    assert set(had.values()) == {1}, "an effect is doubled"
    assert set(noted(folder)["put"]) - set(had) == set(), "a confirmed event is lost"
    return had


def wait_until(holds, seconds=60):
    """Wait until something holds, and fail if that takes too long."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"nothing went on within {seconds} s"
        time.sleep(0.05)


def goes_on(folder):
    """Wait until ten more events are confirmed."""
    before = len(noted(folder)["put"])
    wait_until(lambda: len(noted(folder)["put"]) >= before + 10)


def kill_some(count, worker, folder, *where):
    """Start two workers again and again, and kill both at some moment of their work."""
    for seed in range(count):
        with ExitStack() as stack:
            processes = [
                stack.enter_context(start(worker, folder, f"{seed}{x}", *where)) for x in "ab"
            ]
            assert [process.stdout.readline() for process in processes] == ["at work\n"] * 2
            for process in processes:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(random.Random(seed).uniform(0.1, 0.5))
                process.kill()
