"""What is tried with two processes on one store: who has returned leaves it free."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from eventlab.course.grading import Failure
from eventlab.course.telling import describe, step

from . import feed_mistakes as m
from .apart import Apart
from .desk import Broker, Push
from .fanout import fanout
from .network import network
from .publish import FOLLOW, POST, UNFOLLOW, publish
from .relays import connections
from .story import FEED, MEMBERS, told

Calls = dict[str, Callable[[], None]]


def _keeps_nobody_out(elsewhere: sqlite3.Connection, calls: Calls) -> None:
    """Demand that another process can write after each of the calls."""
    for name, call in calls.items():
        step(name)
        call()
        try:
            elsewhere.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            step("another process: BEGIN IMMEDIATE")
            raise Failure("the store is free", describe(error), m.KEEPS_THE_LOCK) from None
        elsewhere.rollback()


@publish.fault
def members_free(Members: Any) -> None:
    """What has returned keeps nobody out: another process finds the store free."""
    with connections(MEMBERS) as (db, elsewhere):
        members = Members(db, Broker())
        calls: Calls = {
            "handle(Post)": partial(members.handle, POST),
            "handle(Post) once more": partial(members.handle, POST),
            "handle(Unfollow), which changes nothing": partial(members.handle, UNFOLLOW),
            "handle(Follow)": partial(members.handle, FOLLOW),
            "relay()": members.relay,
            "relay() with nothing to tell": members.relay,
        }
        _keeps_nobody_out(elsewhere, calls)


@fanout.fault
def timelines_free(Timelines: Any) -> None:
    """What has returned keeps nobody out: another process finds the store free."""
    with connections(FEED) as (db, elsewhere):
        service = Timelines(db)
        follow, first, second = told("bob p1 p2")

        def early() -> None:
            with suppress(Exception):  # to refuse it is as good as to keep it
                service.handle(second)

        calls: Calls = {
            "handle(Followed ann 1)": partial(service.handle, follow),
            "handle(Followed ann 1) once more": partial(service.handle, follow),
            "handle(Posted ann 3), which is early": early,
            "handle(Posted ann 2)": partial(service.handle, first),
        }
        _keeps_nobody_out(elsewhere, calls)


@network.fault
def feed_free(Network: Any) -> None:
    """What has returned keeps nobody out: another process finds the feed's store free."""
    with connections(FEED) as (db, elsewhere):
        feed = Network(Apart("members"), db, Broker(), Push()).feed
        follow, post = told("bob p1")
        calls: Calls = {
            "handle(Followed)": partial(feed.handle, follow),
            "relay() with nothing to send": feed.relay,
            "handle(Posted)": partial(feed.handle, post),
            "relay()": feed.relay,
            "handle(Posted) once more": partial(feed.handle, post),
        }
        _keeps_nobody_out(elsewhere, calls)
