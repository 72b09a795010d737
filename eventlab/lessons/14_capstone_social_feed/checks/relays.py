"""What is tried on both relays: another process saves something while one is at work."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure
from eventlab.course.telling import step

from . import feed_mistakes, publish_mistakes
from .apart import Apart
from .desk import Broker, Push
from .network import desk_of, members_of, network
from .publish import FOLLOW, POST, publish
from .publish import the_same_again as asked_again
from .story import FEED, MEMBERS, told


@contextmanager
def connections(tables: str) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    """Give two processes a connection each to one new store; who finds it locked does not wait."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        with closing(sqlite3.connect(path, timeout=0)) as one:
            one.executescript(tables)
            with closing(sqlite3.connect(path, timeout=0)) as other:
                yield one, other


def _comes_in(service: Any, db: sqlite3.Connection, event: Event) -> None:
    """Let another process handle an event now, if the store is not locked."""
    step(f"another process: handle({event.type})")
    try:
        service.handle(event)
    except sqlite3.OperationalError:  # it is locked: the event comes again later
        step("the store is locked: later")
        db.rollback()


def _at_first(call: Callable[..., None], then: Callable[[], None]) -> Callable[..., None]:
    """Return the call, after whose first time something else happens."""
    waiting = [then]

    def calls(*args: Any, **named: Any) -> None:
        call(*args, **named)
        if waiting:
            waiting.pop()()

    return calls


@publish.fault
def saved_meanwhile(Members: Any) -> None:
    """What another process saves while `relay` is at work is told by the next one."""
    with connections(MEMBERS) as (db, elsewhere):
        broker = Broker()
        one, other = Members(db, broker), Members(elsewhere, broker)
        publishes = _at_first(broker.publish, lambda: _comes_in(other, elsewhere, FOLLOW))
        broker.publish = publishes  # type: ignore[method-assign]
        step("handle(Post), relay()")
        one.handle(POST)
        one.relay()
        step("handle(Follow) once more, relay()")
        one.handle(FOLLOW)
        one.relay()
        if "Followed" not in (found := [fact.type for fact in broker.told]):
            known = publish_mistakes.CROSSES_TOO_MUCH
            raise Failure("Posted Followed told", f"{' '.join(found)} told", known)


@network.edge
def the_same_again(Network: Any) -> None:
    """Who asks for the same once more, with another id, is not a duplicate."""
    asked_again(members_of(Network))


@network.edge
def relayed_later(Network: Any) -> None:
    """A notice goes to those who followed at the post, also when `relay` comes late."""
    desk, push = desk_of(Network)
    desk.comes(told("bob p1 -bob cat"))
    step("feed.relay()")
    desk.service.relay()
    if (found := sorted(push.sent.values())) != [("bob", "p1")]:
        known = {
            (("cat", "p1"),): feed_mistakes.ASKS_LATE,
            (): feed_mistakes.NOTICE_TAKEN,
        }.get(tuple(found))
        raise Failure("a notice of p1 for bob alone", f"the notices are {found}", known)


@network.fault
def noted_meanwhile(Network: Any) -> None:
    """What another process notes while `relay` is at work is sent by the next one."""
    with connections(FEED) as (db, elsewhere):
        push, away = Push(), Apart("members")
        one, other = (Network(away, each, Broker(), push).feed for each in (db, elsewhere))
        follow, first, second = told("bob p1 p2")
        sends = _at_first(push.send, lambda: _comes_in(other, elsewhere, second))
        push.send = sends  # type: ignore[method-assign]
        step("handle(Followed), handle(Posted), relay()")
        one.handle(follow)
        one.handle(first)
        one.relay()
        step("handle(Posted) of the second post once more, relay()")
        one.handle(second)
        one.relay()
        if ("bob", "p2") not in push.sent.values():
            known = publish_mistakes.CROSSES_TOO_MUCH
            raise Failure("a notice of p2 for bob", "there is none", known)
