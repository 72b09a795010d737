"""What a consumer had not committed when it died is committed."""

from eventlab.sim.durable import Connection

release = Connection.release


def commit(self):
    self._raw.commit()
    release(self)


def plant(monkeypatch):
    monkeypatch.setattr(Connection, "release", commit)


CAUGHT_BY = "a_crash_keeps_what_was_committed_and_nothing_else"
