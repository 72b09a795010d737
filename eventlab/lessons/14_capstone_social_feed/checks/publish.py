"""What is tried on `Members`: commands that come twice, a broker that is down, every crash."""

import sqlite3
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Task
from eventlab.course.proving import broken, prove
from eventlab.course.shapes import is_class
from eventlab.course.telling import describe, step, stub_in
from eventlab.sim import explore, replay
from eventlab.sim.history import EFFECT
from eventlab.sim.report import Result

from . import publish_mistakes as m
from .desk import members_desk
from .feed_mistakes import NO_ROLLBACK
from .story import FACTS, command
from .world import ALL_TOLD, NUMBERED, ONE_FACT, TOLD_LATER, members_world

publish = Task("14-publish", "Members")

SEEDS = 30
LOOK = "the step before the last one above: what is committed by then, and who will tell it?"
POST = command("post", "Post", "ann", "p1")
DELETE = command("delete", "Delete", "ann", "p1")
FOLLOW = command("follow", "Follow", "ann", "bob")
UNFOLLOW = command("unfollow", "Unfollow", "ann", "bob")
OTHER = command("other", "Post", "bea", "q1")
LATER = Event(FOLLOW.type, dict(FOLLOW.data), id="follow", time=FOLLOW.time, correlation_id="visit")


@publish.shape
def a_class(Members: Any) -> None:
    """You hand in a class whose objects have the methods handle(command) and relay()."""
    for method in ("handle", "relay") if isinstance(Members, type) else ():
        if not hasattr(Members, method):
            look = "its spelling, and whether its cell was run after the class."
            raise Failure(f"Members has the method {method}", "it has none", look=look)
    is_class(Members, "Members", "handle(command)", "relay()")


@publish.behaviour
def saves_it(Members: Any) -> None:
    """A command makes its change, and it is committed."""
    desk, _ = members_desk(Members)
    desk.handle([POST, FOLLOW], named)
    seen = desk.db.execute("SELECT id FROM posts").fetchall()
    found = desk.rows("SELECT id FROM posts"), desk.rows("SELECT member, author FROM follows")
    if found != (["p1"], [("bob", "ann")]):
        mistake = m.NEVER_COMMITS if seen and not found[0] else None
        wanted = "p1 in posts, bob with ann in follows"
        raise Failure(wanted, f"posts {found[0]}, follows {found[1]}", mistake)


@publish.behaviour
def tells_it(Members: Any) -> None:
    """A fact tells of it: with the command's data, its number, and what has caused it."""
    for asked in (POST, LATER):
        desk, broker = members_desk(Members)
        desk.handle([asked], named)
        desk.service.relay()
        if len(broker.told) != 1:
            mistake = None if broker.told else m.SAYS_NOTHING
            raise Failure("one fact is told", f"{len(broker.told)} are told", mistake)
        [fact] = broker.told
        if fact.type != (right := FACTS[asked.type]):
            mistake = m.COMMAND_AS_FACT if fact.type == asked.type else None
            raise Failure(f"a {right}", f"a {fact.type}", mistake)
        wanted = {**asked.data, "number": 1}
        if dict(fact.data) != wanted:
            if {**fact.data, "number": 1} == wanted:
                happened = f"the number {fact.data['number']}"
                raise Failure("the number 1", happened, m.STUCK_NUMBER)
            look = "what you hand to command.caused: the command's data, and `number`."
            raise Failure(f"the data {wanted}", f"{dict(fact.data)}", look=look)
        if fact.causation_id != asked.id:
            happened = f"its cause is {fact.causation_id}"
            raise Failure("caused by the command", happened, m.NOT_CAUSED)
        if fact.correlation_id != asked.correlation_id:
            wanted = f"the command's correlation {asked.correlation_id}"
            raise Failure(wanted, f"it is {fact.correlation_id}", m.NOT_CAUSED)


@publish.edge
def numbers(Members: Any) -> None:
    """The facts of each author are numbered from 1, whatever others do."""
    desk, broker = members_desk(Members)
    desk.handle([POST, OTHER, FOLLOW], named)
    desk.service.relay()
    desk.restart()
    desk.handle([DELETE], named)
    desk.service.relay()
    found = [(fact.data["author"], fact.data["number"]) for fact in broker.told]
    if found != (right := [("ann", 1), ("bea", 1), ("ann", 2), ("ann", 3)]):
        known = m.GLOBAL_NUMBER if [n for _, n in found] == [1, 2, 3, 4] else m.STUCK_NUMBER
        if len(found) < len(right):
            known = m.RELAYS_ONE
        elif sorted(found) == sorted(right):
            known = m.NEWEST_FIRST
        wanted = "ann 1, bea 1, ann 2, ann 3"
        happened = ", ".join(f"{author} {number}" for author, number in found)
        raise Failure(wanted, happened, known)


@publish.edge
def duplicates(Members: Any) -> None:
    """A command that comes twice has its effect once."""
    for restarts, second in ((False, []), (True, []), (True, [DELETE])):
        step("with empty tables:")
        desk, broker = members_desk(Members)
        desk.handle([POST, *second], named)
        if restarts:
            desk.service.relay()
            desk.restart()
        try:
            desk.handle([POST], named)
        except sqlite3.IntegrityError as error:
            raise Failure("it does nothing", describe(error), m.RAISES_TWICE) from None
        desk.service.relay()
        told = [fact.type for fact in broker.told]
        if told != ["Posted", *(["PostDeleted"] if second else [])]:
            known = m.FORGETS_THE_KEY
            if restarts:
                known = m.BY_ROW if second else m.IN_MEMORY
            raise Failure("the first time only", f"{' '.join(told)} are told", known)


@publish.edge
def the_same_again(Members: Any) -> None:
    """Who asks for the same once more, with another id, is not a duplicate."""
    desk, broker = members_desk(Members)
    desk.handle([FOLLOW, UNFOLLOW, command("follow-2", "Follow", "ann", "bob")], named)
    desk.service.relay()
    if (found := [fact.type for fact in broker.told]) != ["Followed", "Unfollowed", "Followed"]:
        known = m.BY_PAYLOAD if found == ["Followed", "Unfollowed"] else None
        raise Failure("Followed Unfollowed Followed told", " ".join(found), known)


@publish.edge
def no_change(Members: Any) -> None:
    """What changes no row tells nothing: somebody else's post, a follow that is there already."""
    desk, broker = members_desk(Members)
    again = command("follow-2", "Follow", "ann", "bob")
    stranger = command("delete-2", "Delete", "bea", "p1")
    desk.handle([POST, FOLLOW, again, stranger], named)
    desk.service.relay()
    if len(broker.told) != 2:
        found = " ".join(fact.type for fact in broker.told)
        raise Failure("Posted Followed", found, m.TELLS_NO_CHANGE)


@publish.edge
def nothing_twice(Members: Any) -> None:
    """A command that changed nothing does nothing either when it comes again."""
    desk, broker = members_desk(Members)
    desk.handle([UNFOLLOW, FOLLOW, UNFOLLOW], named)
    desk.service.relay()
    if (found := [fact.type for fact in broker.told]) != ["Followed"]:
        known = m.ONLY_CHANGES if found == ["Followed", "Unfollowed"] else None
        raise Failure("Followed told, and no more", f"{' '.join(found) or 'nothing'} told", known)


@publish.fault
def after_a_restart(Members: Any) -> None:
    """What was saved before a restart is told after it."""
    desk, broker = members_desk(Members)
    desk.handle([POST], named)
    if broker.told:
        return  # what comes of that, the crashes show
    desk.restart()
    desk.service.relay()
    if not broker.told:
        raise Failure("Posted told", "nothing told", m.OUTBOX_IN_MEMORY)


@publish.fault
def crash_anywhere(Members: Any) -> None:
    """Wherever the process dies, what is saved is told, and nothing else, once."""
    once = members_world(Members, [POST])
    prove(once, why(Members), copies=1, faults=["crash"], most=2, look=LOOK)
    two = members_world(Members, [POST, DELETE])
    prove(two, why(Members), copies=1, faults=["crash"], look=LOOK)
    several = members_world(Members, [FOLLOW, UNFOLLOW, OTHER])
    report = explore(several, faults=["crash", "lost"], most=2, seeds=SEEDS)
    if report.failure:
        raise broken(report.failure, why(Members), LOOK)


@publish.fault
def broker_down(Members: Any) -> None:
    """While the broker is down, commands are carried out all the same."""
    desk, broker = members_desk(Members)
    broker.is_down = True
    try:
        desk.handle([POST], named)
        desk.service.relay()
    except ConnectionError as error:
        if stub_in(error):
            raise
    else:
        raise Failure("relay raises the ConnectionError", "it returns", m.SWALLOWS)
    broker.is_down = False
    desk.service.relay()
    if not broker.told:
        raise Failure("Posted told when the broker is back", "nothing told", m.SWALLOWS)


@publish.fault
def failing_calls(Members: Any) -> None:
    """So it is when a call to the database or the broker fails."""
    scenario = members_world(Members, [POST, DELETE])
    prove(scenario, why(Members), copies=1, faults=["error", "ack lost"], look=LOOK)


@publish.fault
def two_at_once(Members: Any) -> None:
    """So it is when another process is at work at the same time."""
    scenario = members_world(Members, [POST, FOLLOW])
    prove(scenario, lambda result: m.OUTSIDE, copies=1, faults=["lease", "meanwhile"], look=LOOK)


def why(Members: Any) -> Any:
    """Return what says why a run breaks it: by who publishes, and how often `handle` commits."""

    def diagnose(result: Result) -> Any:
        first = members_world(Members, [POST], relays=False)
        run = replay("members: post", first).run
        effects = [op for op in run.history.ops if op.kind == EFFECT and op.target == "broker"]
        if effects:
            commits = [op.label for op in run.history.ops if op.target == "members_db"]
            before = run.history.ops.index(effects[0])
            saved = any(op.target == "members_db" for op in run.history.ops[:before])
            return m.COMMIT_FIRST if commits and saved else m.PUBLISH_FIRST
        if len(run.lasting[0]) > 2:  # one commit, and the acknowledgement
            return m.TWO_TRANSACTIONS
        words = result.violated.words if result.violated else ""
        known = {
            ALL_TOLD.words: m.CROSSES_FIRST,
            ONE_FACT.words: m.FORGETS_THE_KEY,
            NUMBERED.words: m.STUCK_NUMBER,
            TOLD_LATER.words: m.PUBLISH_FIRST,
        }
        fails = any(turn.fault and turn.fault.kind == "error" for turn in result.schedule)
        passed_on = any(s.kind == "error" and s.source == "consumer" for s in result.trace.steps)
        if fails:  # and where it dies at the same place, all is well
            return NO_ROLLBACK if passed_on else m.SWALLOWS
        return known.get(words)

    return diagnose


def named(event: Any) -> str:
    """Name a command for a reader."""
    return f"{event.type} {event.id}" if event.id != event.type.lower() else str(event.type)
