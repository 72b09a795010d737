"""Processes that are killed at any moment, and what they had written down until then.

A worker is a module here that is run as `python -m crash.NAME ARGUMENTS…`. It prints one line when
it is at work, and goes on until it is killed. What it has begun and what was confirmed to it, it
writes into its `Notes` with one system call each: these survive the process as a file does.
"""

import errno
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from eventlab import SystemClock

TESTS = Path(__file__).parent.parent


def soak(count):
    """All of a long count with EVENTLAB_SOAK=full, else a tenth of it."""
    return count if os.environ.get("EVENTLAB_SOAK") == "full" else -(-count // 10)


class Tomorrow(SystemClock):
    """A clock by which every lease that is running now has run out."""

    def now(self):
        return super().now() + 86_400


class Notes:
    """Lines of words that one process appends to a file of its own."""

    def __init__(self, path):
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, word, *ids):
        os.write(self._file, "".join(f"{word} {id}\n" for id in ids).encode())


@contextmanager
def until_full(limit):
    """Let a worker write until no file may be larger than `limit`, or the disk is full; say which.

    Args:
        limit: bytes; with 0 it is the disk alone that sets one.
    """
    if limit:
        import resource  # Windows has none

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    print("at work", flush=True)
    try:
        yield
    except OSError as error:
        print(errno.errorcode[error.errno], error, flush=True)


def noted(folder):
    """How often each id was noted, by word; a last line that is cut short is left out."""
    found = defaultdict(Counter)
    for path in folder.glob("*.notes"):
        for line in path.read_bytes().decode().split("\n")[:-1]:
            word, id = line.split(" ", 1)
            found[word][id] += 1
    return found


def start(worker, *arguments, **options):
    """Start a worker as a new Python process, with `eventlab` as these tests see it."""
    places = [str(TESTS), str(TESTS.parent), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))}
    command = [sys.executable, "-m", f"crash.{worker}", *map(str, arguments)]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, **options)


def kill_two(worker, folder, seed, *, at_most=0.05):
    """Start two workers on the folder, and kill both within `at_most` seconds of their work."""
    chance = random.Random(seed)
    with ExitStack() as stack:
        processes = [
            stack.enter_context(start(worker, folder, f"{seed}-{which}")) for which in "ab"
        ]
        try:
            ready = [process.stdout.readline() for process in processes]
            for process in chance.sample(processes, 2):
                try:
                    process.wait(chance.uniform(0, at_most))
                except subprocess.TimeoutExpired:
                    process.kill()
        finally:
            for process in processes:
                process.kill()
        codes = [process.wait() for process in processes]
    assert ready == ["at work\n"] * 2 and 0 not in codes, f"{ready} {codes}"


def fill(worker, *arguments):
    """Run a worker until it has no room left; return the lines that it said."""
    output, _ = start(worker, *arguments).communicate(timeout=300)
    return output.splitlines()


@contextmanager
def small_disk(disk):
    """Mount a disk of 4 MB at the new folder `disk`; yield what makes it larger."""
    import pytest  # here, because each worker imports this module

    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a disk")
    grow = ["mount", "-o", "remount,size=64m", str(disk)]
    try:
        yield lambda: subprocess.run(grow, check=True)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def check_refused_when_cut_short(path, reopen):
    """Cut off the end of a file that was killed: it is refused, and all is left as it is."""
    import pytest  # here, because each worker imports this module

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.truncate(path, path.stat().st_size - 5_000)
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    with pytest.raises(ValueError, match="cut short"):
        reopen(path)
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == before
