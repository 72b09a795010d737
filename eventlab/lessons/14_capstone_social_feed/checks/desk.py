"""The learner's services on real databases, with a broker and a provider of notices."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, show, step, stub_in

from .story import FEED, MEMBERS


class Broker:
    """A broker that is a list, and can be told to fail."""

    def __init__(self) -> None:
        self.told: list[Event] = []
        self.is_down = False

    def publish(self, event: Event) -> None:
        """Take an event."""
        if not isinstance(event, Event):
            raise Failure("an Event is published", f"a {type(event).__name__}")
        step(f"broker.publish({event.type} {show(event.data.get('number'), 20)})")
        if self.is_down:
            raise ConnectionError("the broker is down")
        self.told.append(event)


class Push:
    """A provider of notices: it sends each key once."""

    def __init__(self) -> None:
        self.sent: dict[Any, tuple[str, str]] = {}
        self.dropped: set[tuple[str, str]] = set()

    def send(self, key: Any, member: str, post: str) -> None:
        """Send a notice, unless it had one with this key."""
        notice = str(member), str(post)
        if self.sent.setdefault(key, notice) != notice:
            self.dropped.add(notice)

    def effects(self) -> list[str]:
        """Return the notices that were sent."""
        return [f"{post} for {member}" for member, post in self.sent.values()]


class Desk:
    """One service of the learner's on a database of its own.

    Args:
        make: makes the service, from its database.
        tables: SQL.
        tells: whether the learner reads what is done with it.
    """

    def __init__(
        self, make: Callable[[sqlite3.Connection], Any], tables: str, *, tells: bool = True
    ) -> None:
        self._say: Callable[[str], None] = step if tells else lambda call: None
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(tables)
        self.make = lambda: make(self.db)
        self.service = self.make()

    def handle(self, events: Iterable[Event], name: Callable[[Event], str]) -> None:
        """Let these come, one after the other."""
        for event in events:
            self._say(f"handle({name(event)})")
            self.service.handle(event)

    def comes(self, events: Iterable[Event]) -> None:
        """Let these facts come; one that is refused comes again, when the others were there."""
        waiting = list(events)
        while waiting:
            back = []
            for event in waiting:
                self._say(f"handle({fact_name(event)})")
                try:
                    self.service.handle(event)
                except Exception as error:
                    if stub_in(error):
                        raise
                    self._say(f"raises {describe(error)}")
                    self.db.rollback()
                    back.append(event)
                    last = error
            if len(back) == len(waiting):
                raise last  # all the others were there, and none of these was taken
            waiting = back

    def restart(self) -> None:
        """End the process, and with it what was not committed; start another one."""
        self._say("the process is started again")
        self.db.rollback()
        self.service = self.make()

    def rows(self, query: str) -> list[Any]:
        """Return what is committed: all rows, or the first column where there is only one."""
        self.db.rollback()
        found = self.db.execute(query).fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    def timeline(self, member: str) -> str:
        """Return a member's timeline."""
        rows = self.db.execute(
            "SELECT post FROM timeline WHERE member = ? ORDER BY place", [member]
        )
        return " ".join(str(post) for (post,) in rows)

    def expect(self, member: str, posts: str, known: dict[str, Mistake] | None = None) -> None:
        """Demand a timeline."""
        self.db.rollback()
        if (found := self.timeline(member)) != posts:
            happened = f"{member}'s timeline is {found or 'empty'}"
            wanted = f"{member}'s timeline is {posts or 'empty'}"
            raise Failure(wanted, happened, (known or {}).get(found))


def fact_name(event: Event) -> str:
    """Name a fact for a reader."""
    about = event.data.get("post", event.data.get("member"))
    return f"{event.type} {event.data['author']} {event.data['number']}: {about}"


def members_desk(Members: Any) -> tuple[Desk, Broker]:
    """Return the members' service and its broker."""
    broker = Broker()
    return Desk(lambda db: Members(db, broker), MEMBERS), broker


def feed_desk(Timelines: Any, *, tells: bool = True) -> Desk:
    """Return the feed's service of the second task."""
    return Desk(Timelines, FEED, tells=tells)
