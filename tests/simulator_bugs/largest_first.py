"""Schedules with the same number of faults come in the wrong order."""

from eventlab.sim import explorer


def plant(monkeypatch):
    monkeypatch.setattr(explorer, "sorted", lambda e: sorted(e, reverse=True), raising=False)


CAUGHT_BY = "the_first_failure_is_the_smallest"
