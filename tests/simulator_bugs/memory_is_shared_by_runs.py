"""The second run begins with the database of the first."""

from eventlab.sim.durable import Database


def plant(monkeypatch):
    monkeypatch.setattr(Database, "begin", lambda self: self)


CAUGHT_BY = "runs_share_nothing"
