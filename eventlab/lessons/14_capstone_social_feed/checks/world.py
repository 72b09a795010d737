"""The simulator's world of the members' service, and what must hold in it."""

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
POSTS = database(MEMBERS, "SELECT 1 WHERE 0")


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
        state: State = {"ever": set(), "sent": frozenset(history.sent)}
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

    offers = {"members_db": POSTS, "broker": Broker}
    return Scenario(
        "members",
        Process,
        events,
        offers,
        (TOLD_LATER, ONE_FACT, NUMBERED, ALL_TOLD, carried_out(events)),
        observe={"saved": saved, "told": told},
        max_attempts=MOST_ATTEMPTS,
    )
