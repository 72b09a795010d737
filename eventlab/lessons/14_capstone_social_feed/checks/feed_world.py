"""The simulator's worlds of the feed's service and of the whole system, and what must hold."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from eventlab import Event
from eventlab.sim import Property, Scenario, database

from .apart import Apart
from .desk import Push
from .story import FACTS, FEED, Truth, whole
from .world import (
    ALL_TOLD,
    MOST_ATTEMPTS,
    NUMBERED,
    ONE_FACT,
    POSTS,
    Broker,
    State,
    carried_out,
    each_state,
    in_the_end,
    saved,
    told,
)

_FEED = database(FEED, "SELECT 1 WHERE 0")

# The feed's service


def timelines(feed_db: Any) -> tuple[tuple[str, str], ...]:
    """Return all rows of timeline, in their order."""
    return tuple(feed_db.execute("SELECT member, post FROM timeline ORDER BY place"))


def words(feed_db: Any) -> list[tuple[str, str]]:
    """Return what a search would find."""
    return sorted(feed_db.execute("SELECT word, post FROM words"))


def notices(push: Any) -> list[tuple[str, str]]:
    """Return the notices that were sent."""
    return sorted(push.sent.values())


def _of(state: State) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for member, post in state.get("timelines", ()):
        found.setdefault(member, []).append(post)
    return found


def _twice(state: State) -> str | None:
    for (member, post), count in Counter(state.get("timelines", ())).items():
        if count > 1:
            return f"{post} stands {count} times in {member}'s timeline"
    return None


Facts = Callable[[State], Truth]


def feed_properties(facts: Facts) -> tuple[Property, ...]:
    """Return what must hold of the timelines, given what all the facts come to."""

    def order(state: State) -> str | None:
        truth = facts(state)
        for member, posts in _of(state).items():
            for author in sorted({*truth.author.values()}):
                own = truth.of_author(author, posts)
                if own != truth.of_author(author, [*truth.author]) and own != [
                    post for post in truth.author if post in own
                ]:
                    return f"{member} sees {author}'s posts as {' '.join(own)}"
        return None

    def missing(state: State) -> str | None:
        found = _of(state)
        for member, posts in facts(state).timelines.items():
            for post in posts:
                if post not in found.get(member, ()):
                    return f"{post} is missing in {member}'s timeline"
        return None

    def strange(state: State) -> str | None:
        truth = facts(state).timelines
        for member, posts in _of(state).items():
            for post in posts:
                if post not in truth.get(member, ()):
                    return f"{post} stands in {member}'s timeline and should not"
        return None

    return (
        each_state("no post stands twice in a timeline", _twice),
        in_the_end("a timeline is in its authors' order", order),
        in_the_end("every post reaches each member who follows then", missing),
        in_the_end("no other post is in a timeline", strange),
    )


def _of_what_came(events: list[Event]) -> Facts:
    """Return what these facts come to in a run: a shrunk schedule leaves some of them out."""

    @cache
    def truth(came: frozenset[str]) -> Truth:
        return Truth(whole(events, came))

    return lambda state: truth(state["sent"])


def feed_world(Timelines: Any, events: list[Event]) -> Scenario:
    """Return the feed's service of the second milestone in its world."""

    class Process:
        def __init__(self, feed_db: Any) -> None:
            self.timelines = Timelines(feed_db)

        def handle(self, event: Event) -> None:
            self.timelines.handle(event)

    truth = _of_what_came(events)
    return Scenario(
        "feed",
        Process,
        events,
        {"feed_db": _FEED},
        feed_properties(truth),
        observe={"timelines": timelines},
        max_attempts=MOST_ATTEMPTS,
    )


# The whole system


def _facts(state: State) -> Truth:
    return Truth(state.get("told", ()))


def _notices_twice(state: State) -> str | None:
    for (member, post), count in Counter(state.get("notices", ())).items():
        if count > 1:
            return f"{member} got {count} notices of {post}"
    return None


NOTICE_ONCE = "no member hears of a post twice"
NOTICE_ALL = "every member who follows then hears of a post"
SEARCH = "a search finds what is there, and nothing else"


def notice_properties(facts: Facts) -> tuple[Property, ...]:
    """Return what must hold of notices and search, given what all the facts come to."""

    def lost(state: State) -> str | None:
        truth, found = facts(state), {*state.get("notices", ())}
        due = {notice for notice in truth.notices if notice[1] not in truth.gone}
        if due - found:
            return "{} got no notice of {}".format(*min(due - found))
        if strange := found - {*truth.notices}:
            return "{} got a notice of {}, without following".format(*min(strange))
        return None

    def search(state: State) -> str | None:
        found, wanted = Counter(state.get("words", ())), Counter(facts(state).words)
        if more := found - wanted:
            word, post = min(more)
            why = "twice" if (word, post) in wanted else "which is not there"
            return f"a search for {word!r} finds {post}, {why}"
        if lacks := wanted - found:
            return "a search for {!r} does not find {}".format(*min(lacks))
        return None

    return (
        each_state(NOTICE_ONCE, _notices_twice),
        in_the_end(NOTICE_ALL, lost),
        in_the_end(SEARCH, search),
    )


def feed_of_network(Network: Any, events: list[Event]) -> Scenario:
    """Return the feed's service of the third milestone by itself, with what it tells."""

    class Process:
        def __init__(self, feed_db: Any, push: Any) -> None:
            self.feed = Network(Apart("members"), feed_db, Apart("members"), push).feed

        def handle(self, event: Event) -> None:
            self.feed.handle(event)
            self.feed.relay()

    truth = _of_what_came(events)
    views = {"timelines": timelines, "words": words, "notices": notices}
    return Scenario(
        "feed",
        Process,
        events,
        {"feed_db": _FEED, "push": Push},
        (*feed_properties(truth), *notice_properties(truth)),
        observe=views,
        max_attempts=MOST_ATTEMPTS,
    )


def network_world(Network: Any, events: list[Event]) -> Scenario:
    """Return the whole system in its world: two services, each on its own machine."""

    class Members:
        def __init__(self, members_db: Any, broker: Any, publish: Any) -> None:
            def tell(event: Event) -> None:
                broker.publish(event)
                publish(event)

            wire = type("Broker", (), {"publish": staticmethod(tell)})()
            self.members = Network(members_db, Apart("feed"), wire, Apart("feed")).members

        def handle(self, command: Event) -> None:
            self.members.handle(command)
            self.members.relay()

    class Feed:
        def __init__(self, feed_db: Any, push: Any) -> None:
            self.feed = Network(Apart("members"), feed_db, Apart("members"), push).feed

        def handle(self, event: Event) -> None:
            self.feed.handle(event)
            self.feed.relay()

    views: Mapping[str, Callable[..., Any]] = {
        "saved": saved,
        "told": told,
        "timelines": timelines,
        "words": words,
        "notices": notices,
    }
    return Scenario(
        "network",
        {"members": Members, "feed": Feed},
        events,
        {"members_db": POSTS, "feed_db": _FEED, "broker": Broker, "push": Push},
        (
            *(ONE_FACT, NUMBERED, ALL_TOLD, carried_out(events)),
            *feed_properties(_facts),
            *notice_properties(_facts),
        ),
        observe=views,
        max_attempts=MOST_ATTEMPTS,
        hears={"members": FACTS.keys(), "feed": FACTS.values()},
    )
