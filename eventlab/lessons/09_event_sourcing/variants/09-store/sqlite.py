# The events are in a table, with an index that refuses the second one.
import sqlite3

from eventlab import ANY, NO_STREAM, Event, WrongVersion
from eventlab.store import Recorded


class EventStore:
    def __init__(self):
        self.db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.db.execute(
            "CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, version INTEGER,"
            " body BLOB, UNIQUE (stream, version))"
        )

    def append(self, stream, events, *, expected=ANY):
        bodies = [event.to_json() for event in events]
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            query = "SELECT count(*) FROM events WHERE stream = ?"
            (version,) = self.db.execute(query, (stream,)).fetchone()
            wanted = 0 if expected is NO_STREAM else version if expected is ANY else expected
            if wanted != version:
                raise WrongVersion(stream, expected, version)
            insert = "INSERT INTO events (stream, version, body) VALUES (?, ?, ?)"
            for body in bodies:
                version += 1
                self.db.execute(insert, (stream, version, body))
        return version

    def read(self, stream, *, after=0):
        return self._rows("WHERE stream = ? AND version > ?", stream, after)

    def read_all(self, *, after=0):
        return self._rows("WHERE position > ?", after)

    def _rows(self, where, *values):
        query = f"SELECT body, stream, version, position FROM events {where} ORDER BY position"
        for body, *rest in self.db.execute(query, values).fetchall():
            yield Recorded(Event.from_json(body), *rest)
