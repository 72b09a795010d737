"""What is tried on `Network`: stores that are elsewhere, notices, a search, and drawn faults."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import broken, prove
from eventlab.course.shapes import is_class
from eventlab.course.telling import step
from eventlab.sim import explore, replay
from eventlab.sim.history import CALL
from eventlab.sim.report import Result

from . import feed_mistakes as m
from .apart import Apart
from .desk import Broker, Desk, Push
from .expect import expect_notices, expect_words, take_in
from .fanout import early
from .feed_world import (
    NOTICE_ALL,
    NOTICE_ONCE,
    SEARCH,
    feed_of_network,
    feed_world,
    network_world,
)
from .publish import why as why_alone
from .story import FEED, MEMBERS, command, told
from .world import members_world

network = Task("14-feed", "Network")

LOOK = "the step before the fault: what was committed by then, and who goes on from there?"
COMMANDS = [
    command("follow", "Follow", "ann", "bob"),
    command("post", "Post", "ann", "p1"),
    command("follow-2", "Follow", "ann", "cat"),
    command("tea", "Post", "bea", "q1"),
    command("post-2", "Post", "ann", "p2"),
    command("leave", "Unfollow", "ann", "bob"),
    command("delete", "Delete", "ann", "p1"),
    command("post-3", "Post", "ann", "p3"),
]
FAULTS = ["crash", "error", "lost", "ack lost", "lease", "meanwhile"]
SEEDS = 50


def desk_of(Network: Any) -> tuple[Desk, Push]:
    """Return the feed's service on its own, and what it tells."""
    push = Push()
    away, broker = Apart("members"), Broker()
    return Desk(lambda db: Network(away, db, broker, push).feed, FEED), push


@network.shape
def a_class(Network: Any) -> None:
    """You hand in a class whose objects have `members` and `feed`."""
    is_class(Network, "Network")
    stores = [sqlite3.connect(":memory:") for _ in range(2)]
    stores[0].executescript(MEMBERS)
    stores[1].executescript(FEED)
    made = Network(*stores, Broker(), Push())
    for service in ("members", "feed"):
        for method in ("handle", "relay"):
            if not callable(getattr(getattr(made, service, None), method, None)):
                look = f"what __init__ assigns to self.{service}."
                raise Failure(f"network.{service}.{method}(…)", "there is none", look=look)


@network.behaviour
def members_alone(Network: Any) -> None:
    """The members' service works while the feed's store cannot be reached."""
    feed_store, push = Apart("feed"), Apart("push")
    broker = Broker()
    members = Desk(lambda db: Network(db, feed_store, broker, push).members, MEMBERS)
    for each in COMMANDS:
        step(f"members.handle({each.type})")
        try:
            members.service.handle(each)
            members.service.relay()
        except ConnectionError as error:
            if not feed_store.touched and not push.touched:
                raise
            known = m.TALKS if push.touched else feed_store.verdict(m.DECIDES, m.IN_THE_REQUEST)
            raise Failure("the members' store is enough", str(error), known) from None
    for store in (feed_store, push):
        if store.touched:
            known = m.TALKS if store is push else store.verdict(m.DECIDES, m.IN_THE_REQUEST)
            raise Failure("the members' store is enough", f"it calls {store.touched[0]}", known)


@network.behaviour
def feed_alone(Network: Any) -> None:
    """The feed's service works while the members' store cannot be reached."""
    members_store = Apart("members")
    desk = Desk(lambda db: Network(members_store, db, Broker(), Push()).feed, FEED)
    try:
        take_in(desk, told("bob p1 -p1"))
    except ConnectionError as error:
        if not members_store.touched:
            raise
        raise Failure("the feed's store is enough", str(error), m.SHARED) from None
    if members_store.touched:
        happened = f"it calls {members_store.touched[0]}"
        raise Failure("the feed's store is enough", happened, m.SHARED)


@network.behaviour
def through_all(Network: Any) -> None:
    """A command reaches the timelines, the notices and the index."""
    broker, push = Broker(), Push()
    members = Desk(lambda db: Network(db, _tables(FEED), broker, push).members, MEMBERS)
    for each in COMMANDS[:2]:
        step(f"members.handle({each.type}), members.relay()")
        members.service.handle(each)
        members.service.relay()
    desk, push = desk_of(Network)
    take_in(desk, broker.told)
    desk.expect("bob", "p1")
    expect_notices(desk, push, {("bob", "p1")})
    expect_words(desk, {("hello", "p1"), ("world", "p1")})


@network.edge
def notices(Network: Any) -> None:
    """Each follower gets a notice of each post, and of a duplicate none."""
    desk, push = desk_of(Network)
    facts = told("bob cat p1 p2")
    take_in(desk, facts)
    wanted = {(member, post) for member in ("bob", "cat") for post in ("p1", "p2")}
    expect_notices(desk, push, wanted)
    take_in(desk, facts)
    expect_notices(desk, push, wanted)


@network.fault
def notice_again(Network: Any) -> None:
    """A notice whose answer was lost is sent again with the same key; none is lost."""
    desk, push = desk_of(Network)
    send, answers = push.send, [True, False, True]

    def lossy(key: Any, member: str, post: str) -> None:
        step(f"push.send(…, {member}, {post})")
        send(key, member, post)
        if answers and not answers.pop():
            raise ConnectionError("no answer")

    push.send = lossy  # type: ignore[method-assign]
    for fact in told("bob cat p1"):
        for _ in range(5):
            try:
                desk.service.handle(fact)
                desk.service.relay()
                break
            except ConnectionError:
                desk.restart()
    expect_notices(desk, push, {("bob", "p1"), ("cat", "p1")})


@network.fault
def notice_after_a_restart(Network: Any) -> None:
    """What is to be sent outlives the process."""
    desk, push = desk_of(Network)
    for fact in told("bob p1"):
        step(f"feed.handle({fact.type})")
        desk.service.handle(fact)
        desk.restart()
    desk.service.relay()
    expect_notices(desk, push, {("bob", "p1")}, m.NOTICE_LOST)


@network.fault
def provider_down(Network: Any) -> None:
    """While the provider is down, the timelines fill all the same."""
    desk, push = desk_of(Network)

    def down(key: Any, member: str, post: str) -> None:
        raise ConnectionError("the provider is down")

    push.send = down  # type: ignore[method-assign]
    for fact in told("bob p1"):
        step(f"while the provider is down: handle({fact.type}), relay()")
        for call in (partial(desk.service.handle, fact), desk.service.relay):
            with suppress(ConnectionError):
                call()
            desk.db.rollback()
    desk.expect("bob", "p1", {"": m.WAITS_FOR_PUSH})


@network.fault
def crash_anywhere(Network: Any) -> None:
    """Wherever a process dies, a call fails or a second process comes in, all of this holds."""
    members = members_world(members_of(Network), COMMANDS[1:2])
    prove(members, why_members(Network), copies=1, faults=["crash", "error"], look=LOOK)
    feed = feed_of_network(Network, told("bob p1"))
    faults = ["crash", "error", "lease", "meanwhile"]
    prove(feed, why(Network), copies=1, faults=faults, look=LOOK)


@network.fault
def faults_not_shown(Network: Any) -> None:
    """Under drawn faults, twice and in any order, all of this holds."""
    world = network_world(Network, COMMANDS)
    report = explore(world, faults=FAULTS, most=4, seeds=SEEDS)
    if report.failure:
        raise broken(report.failure, why(Network), LOOK)


def why_members(Network: Any) -> Callable[[Result], Mistake | None]:
    """Return what says why the members' service breaks it, as in the first milestone."""
    return why_alone(members_of(Network))


def members_of(Network: Any) -> Callable[[Any, Any], Any]:
    """Return what makes the members' service, as in the first milestone."""
    return lambda db, broker: Network(db, Apart("feed"), broker, Apart("push")).members


def why(Network: Any) -> Callable[[Result], Mistake | None]:
    """Return what says why a run breaks it: by what is violated, and by the commits of an event."""

    def diagnose(result: Result) -> Mistake | None:
        words = result.violated.words if result.violated else ""
        kinds = {turn.fault.kind for turn in result.schedule if turn.fault}
        if words == NOTICE_ALL and kinds == {"error"} and not _passed_on(result):
            return m.RELAY_SWALLOWS
        if words in (NOTICE_ALL, SEARCH) and not kinds:
            return early(lambda db: _feed(Network, db)) or m.ON_ARRIVAL
        known = {NOTICE_ONCE: m.NO_KEY}
        if kinds:
            known |= {SEARCH: m.SEARCH_OUTSIDE, NOTICE_ALL: m.NOTICE_LOST}
        if "timeline" in words or "follows then" in words:
            alone = feed_world(lambda db: _feed(Network, db), told("p1"))  # without relay
            run = replay("feed: p1", alone).run
            commits = [op for op in run.history.ops if op.kind == CALL and op.target == "feed_db"]
            if len(commits) > 1:
                return m.TWO_TRANSACTIONS
            if kinds & {"lease", "meanwhile"}:
                return m.OUTSIDE
            return known.get(words) or early(lambda db: _feed(Network, db))
        return known.get(words)

    return diagnose


def _passed_on(result: Result) -> bool:
    """Say whether an error came out of the learner's code."""
    return any(s.kind == "error" and s.source in ("consumer", "feed") for s in result.trace.steps)


def _feed(Network: Any, db: Any) -> Any:
    return Network(Apart("members"), db, Apart("members"), Push()).feed


def _tables(tables: str) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.executescript(tables)
    return db
