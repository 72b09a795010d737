"""A database that another program holds locked, and a clock that makes the wait for it short."""

import sqlite3
from contextlib import closing, contextmanager
from itertools import count
from types import SimpleNamespace

import eventlab.sqlite


@contextmanager
def locked(path, monkeypatch):
    """Hold the database against writers; each look at the clock is two seconds after the last."""
    quick = SimpleNamespace(monotonic=count(0.0, 2.0).__next__)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with monkeypatch.context() as patched:
            patched.setattr(eventlab.sqlite, "time", quick)
            yield
