"""The learner's service on a real database, with a broker that can be told to fail."""

import sqlite3
from collections.abc import Callable
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import show, step, stub_in

TABLES = """
    CREATE TABLE shipments (id TEXT PRIMARY KEY);
    CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT);
"""


class Shop:
    """The learner's service on a database of its own, and the broker that it tells.

    Args:
        path: of the database; two on the same one are two processes.
    """

    def __init__(self, Shipping: Any, path: str = ":memory:") -> None:
        self.db = sqlite3.connect(path, timeout=0)
        self.db.execute("PRAGMA journal_mode = WAL")  # so that who reads is in nobody's way
        if not self.db.execute("SELECT 1 FROM sqlite_schema").fetchone():
            self.db.executescript(TABLES)
        self.sent: list[Any] = []
        self.on_publish: Callable[[Any], Any] = lambda event: None
        self.make = lambda: Shipping(self.db, self)
        self.service = self.make()

    def publish(self, event: Any) -> None:
        """Take an event; be what the learner knows as the broker."""
        name = event.data.get("order", event.id) if isinstance(event, Event) else show(event, 30)
        try:
            self.on_publish(event)
        except ConnectionError:
            step(f"broker.publish({name}) raises ConnectionError")
            raise
        step(f"broker.publish({name})")
        self.sent.append(event)

    def handle(self, *ids: str) -> None:
        """Let these payments come."""
        for id in ids:
            step(f"shipping.handle({id})")
            self.service.handle(paid(id))

    def relay(self) -> None:
        """Let the relay do its work."""
        step("shipping.relay()")
        self.service.relay()

    def fails_to_relay(self) -> BaseException | None:
        """Let it run while something is wrong; return what came out of it."""
        step("shipping.relay()")
        try:
            self.service.relay()
        except Exception as error:
            if stub_in(error):
                raise
            return error
        return None

    def restart(self) -> None:
        """End the process, and with it what was not committed; start another one."""
        step("the process is started again")
        self.db.rollback()
        self.service = self.make()

    def shipments(self) -> list[str]:
        """Return what is saved."""
        return [str(id) for (id,) in self.db.execute("SELECT id FROM shipments ORDER BY rowid")]

    def told(self) -> str:
        """Return the orders that the broker was told of."""
        orders = [e.data.get("order") if isinstance(e, Event) else "?" for e in self.sent]
        return " ".join(map(str, orders)) or "nothing"

    def expect(self, told: str, known: dict[str, Mistake] | None = None) -> None:
        """Demand what was told, in this order."""
        if self.told() != told:
            raise Failure(f"{told} told", f"{self.told()} told", (known or {}).get(self.told()))


def paid(id: str) -> Event:
    """Return a payment that belongs to something that began before it."""
    return Event("OrderPlaced", {}, id=f"placed-{id}").caused("OrderPaid", {}, id=id)


def down(event: Any) -> None:
    """Be a broker that is down."""
    raise ConnectionError("the broker is down")
