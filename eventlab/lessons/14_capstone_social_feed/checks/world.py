"""The simulator's worlds of the three milestones, and what must hold in them."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from eventlab import Event
from eventlab.sim import Property, Scenario, database
from eventlab.sim.checkers import Finding
from eventlab.sim.history import STATE, History

from .apart import Apart
from .desk import Push
from .story import FACTS, FEED, MEMBERS, Truth

State = dict[str, Any]
MOST_ATTEMPTS = 100


class Broker:
    """The broker of the simulator: what it was told outlives all processes."""

    def __init__(self) -> None:
        self.told: list[Event] = []

    def publish(self, event: Event) -> None:
        """Take an event."""
        self.told.append(event)


def each_state(words: str, find: Callable[[State], str | None]) -> Property:
    """Return a property of what is there after each operation; `find` says how it is violated."""
    return _states(words, find, last=False)


def in_the_end(words: str, find: Callable[[State], str | None]) -> Property:
    """Return a property of what is there when all has arrived."""
    return _states(words, find, last=True)


def _states(words: str, find: Callable[[State], str | None], *, last: bool) -> Property:
    def look(history: History) -> Finding | None:
        state: State = {"ever": set()}
        ops = [(at, op) for at, op in enumerate(history.ops) if op.kind == STATE]
        for number, (at, op) in enumerate(ops, 1):
            is_last = number == len(ops)
            if not is_last and op.subject in state and state[op.subject] == op.value:
                continue  # nothing new to look at
            state[op.subject] = op.value
            if op.subject == "saved":
                state["ever"].update(op.value)
            if (is_last or not last) and (reason := find(state)):
                return Finding(reason, (), None if last else at)
        return None

    return Property(words, look, STATE)


# The members' service


def saved(members_db: Any) -> tuple[tuple[str, ...], ...]:
    """Return what the members' service has committed."""
    posts = members_db.execute("SELECT id, author FROM posts").fetchall()
    follows = members_db.execute("SELECT member, author FROM follows").fetchall()
    return tuple(sorted([("post", *row) for row in posts] + [("follow", *row) for row in follows]))


def told(broker: Any) -> tuple[Event, ...]:
    """Return what the broker was told, each fact once."""
    return tuple({fact.id: fact for fact in broker.told}.values())


def _row(fact: Event) -> tuple[str, ...]:
    kind = "post" if "post" in fact.data else "follow"
    return kind, fact.data["post" if kind == "post" else "member"], fact.data["author"]


def _before_it_is_saved(state: State) -> str | None:
    for fact in state.get("told", ()):
        if fact.type in ("Posted", "Followed") and _row(fact) not in state["ever"]:
            return f"{fact.type} {_row(fact)[1]} is told and not saved"
    return None


def _two_facts(state: State) -> str | None:
    causes = Counter(fact.causation_id for fact in state.get("told", ()))
    for cause, count in causes.items():
        if count > 1:
            return f"{count} facts, each with its own id, tell of the command {cause}"
    return None


def _numbers(state: State) -> str | None:
    found: dict[str, list[int]] = {}
    for fact in state.get("told", ()):
        found.setdefault(fact.data["author"], []).append(fact.data["number"])
    for author, numbers in found.items():
        if numbers != [*range(1, len(numbers) + 1)]:
            return f"{author}'s facts are told with the numbers {', '.join(map(str, numbers))}"
    return None


def _told_and_saved(state: State) -> str | None:
    rows: set[tuple[str, ...]] = set()
    for fact in state.get("told", ()):
        (rows.add if fact.type in ("Posted", "Followed") else rows.discard)(_row(fact))
    if lost := {*state["saved"]} - rows:
        return f"{' '.join(min(lost))} is saved, and the facts do not tell of it"
    if more := rows - {*state["saved"]}:
        return f"by the facts there is {' '.join(min(more))}, and it is not saved"
    return None


TOLD_LATER = each_state("only what is saved is told", _before_it_is_saved)
ONE_FACT = each_state("one fact tells of each command", _two_facts)
NUMBERED = each_state("the facts of an author are told as 1, 2, 3 …", _numbers)
ALL_TOLD = in_the_end("the facts come to what is saved", _told_and_saved)


def carried_out(events: list[Event]) -> Property:
    """Return the property that each post and each follow that was asked for has come to be."""

    def find(history: History) -> Finding | None:
        states = [op.value for op in history.ops if op.kind == STATE and op.subject == "told"]
        causes = {fact.causation_id for fact in states[-1]}
        for command in events:
            sent = {label.partition(">")[0] for label in history.sent}
            if command.type in ("Post", "Follow") and command.id in sent - causes:
                return Finding(f"the command {command.id} was acknowledged, and has no effect")
        return None

    return Property("each command is carried out", find, STATE)


def members_world(Members: Any, events: list[Event], *, relays: bool = True) -> Scenario:
    """Return the members' service in its world: it handles a command, then relays."""

    class Process:
        def __init__(self, members_db: Any, broker: Any) -> None:
            self.members = Members(members_db, broker)

        def handle(self, command: Event) -> None:
            self.members.handle(command)
            if relays:
                self.members.relay()

    offers = {"members_db": _POSTS, "broker": Broker}
    return Scenario(
        "members",
        Process,
        events,
        offers,
        (TOLD_LATER, ONE_FACT, NUMBERED, ALL_TOLD, carried_out(events)),
        observe={"saved": saved, "told": told},
        max_attempts=MOST_ATTEMPTS,
    )


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


def feed_world(Timelines: Any, events: list[Event]) -> Scenario:
    """Return the feed's service of the second milestone in its world."""

    class Process:
        def __init__(self, feed_db: Any) -> None:
            self.timelines = Timelines(feed_db)

        def handle(self, event: Event) -> None:
            self.timelines.handle(event)

    truth = Truth(events)
    return Scenario(
        "feed",
        Process,
        events,
        {"feed_db": _FEED},
        feed_properties(lambda state: truth),
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
        found, wanted = {*state.get("notices", ())}, {*facts(state).notices}
        if wanted - found:
            return "{} got no notice of {}".format(*min(wanted - found))
        if found - wanted:
            return "{} got a notice of {}, without following".format(*min(found - wanted))
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

    truth = Truth(events)
    views = {"timelines": timelines, "words": words, "notices": notices}
    return Scenario(
        "feed",
        Process,
        events,
        {"feed_db": _FEED, "push": Push},
        (*feed_properties(lambda state: truth), *notice_properties(lambda state: truth)),
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
        {"members_db": _POSTS, "feed_db": _FEED, "broker": Broker, "push": Push},
        (
            *(ONE_FACT, NUMBERED, ALL_TOLD, carried_out(events)),
            *feed_properties(_facts),
            *notice_properties(_facts),
        ),
        observe=views,
        max_attempts=MOST_ATTEMPTS,
        hears={"members": FACTS.keys(), "feed": FACTS.values()},
    )


_POSTS = database(MEMBERS, "SELECT 1 WHERE 0")
_FEED = database(FEED, "SELECT 1 WHERE 0")
