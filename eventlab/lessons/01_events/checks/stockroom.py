"""What is tried on the learner's `Stockroom`: does it tell commands, queries and facts apart?"""

from typing import Any

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_class
from eventlab.course.telling import show

from .room import TELLS_TOO_EARLY, Room, in_the_past, refusing, said

stockroom = Task("01-stockroom", "Stockroom")

ANSWERS_NOTHING = Mistake(
    "answers-nothing",
    "The query returns None: the number is looked up or printed, and not given back.",
    "the last line of left: `return` hands the number to who has asked.",
)
STRANGE_ITEM = Mistake(
    "fails-on-a-strange-item",
    "It fails on an item that it has never seen, although there are simply 0 of it.",
    "how the count is looked up: a dict has get(item, 0).",
)
FACT_NOT_TAKEN = Mistake(
    "fact-not-taken",
    "A delivery that was heard changes nothing, or not for good.",
    "what delivered writes into, and what left reads.",
)
REPLACES_THE_COUNT = Mistake(
    "replaces-the-count",
    "A delivery sets the count, and forgets what was there.",
    "`=` in delivered: the number comes on top of what is left.",
)
TELLS_AGAIN = Mistake(
    "tells-again",
    "A fact that it only heard is published once more: everybody hears it twice.",
    "what delivered calls: it listens. Who delivered has told it already.",
)
QUERY_TELLS = Mistake(
    "query-tells",
    "A query publishes: to be asked something is no news.",
    "what left does beside answering: a query has no effect.",
)
QUERY_CHANGES = Mistake(
    "query-changes",
    "A query changes the count: to ask twice gives two answers.",
    "what left does beside reading: pop, -= and = have no place in it.",
)
TELLS_NOTHING = Mistake(
    "tells-nothing",
    "It does what it was commanded, and nobody hears of it.",
    "the end of reserve: self.publish(...) with what has happened.",
)
TELLS_MORE_THAN_ONCE = Mistake(
    "tells-more-than-once",
    "One command, and the fact is published more than once.",
    "how often reserve calls publish: once. Whether to try again is up to who sent the command.",
)
TAKES_NOTHING = Mistake(
    "takes-nothing",
    "It tells of a reservation, and the goods are still there for the next one.",
    "what reserve does to the count before it tells.",
)
IMPERATIVE_NAME = Mistake(
    "imperative-name",
    "The type asks for something, or names no happening: it does not end in a past participle.",
    "what has happened when others hear this: Goods..., Reservation... what?",
)
REFUSAL_NOT_TOLD = Mistake(
    "refusal-not-told",
    "A refusal is raised or returned to the caller alone: nobody else hears of it.",
    "the branch for too few goods: that it was refused is a fact as well.",
)
NEVER_REFUSES = Mistake(
    "never-refuses",
    "It takes more than there is: a command may be refused, and this one must.",
    "what is compared with `number` before anything is taken.",
)
ONE_NAME_FOR_BOTH = Mistake(
    "one-name-for-both",
    "Both facts have one name: who hears it cannot tell whether the goods are reserved.",
    "the type that each branch gives: two happenings, two names.",
)
NAMES_CHANGED_ROUND = Mistake(
    "names-changed-round",
    "The goods are taken and the fact says that they were refused.",
    "which branch gives which name.",
)
DATA_IN_THE_NAME = Mistake(
    "data-in-the-name",
    "The type differs with the item or the number: nobody can listen for all reservations.",
    "what stands in the type: what has happened. Item and number stand in the data.",
)
REFUSES_THE_LAST = Mistake(
    "refuses-the-last",
    "It refuses the last piece, although exactly as many are left as are asked for.",
    "the comparison: is `<` meant, or `<=`?",
)


@stockroom.shape
def a_class(Stockroom: Any) -> None:
    """You hand in a class with left, delivered and reserve."""
    methods = ("left(item)", "delivered(event)", "reserve(key, item, number)")
    made = Stockroom(print) if isinstance(Stockroom, type) else Stockroom
    for method in methods if isinstance(Stockroom, type) else ():
        if not hasattr(made, method.partition("(")[0]):
            look = "its spelling, and whether it stands inside the class."
            raise Failure(f"Stockroom has the method {method}", "it has no such method", look=look)
    of_the_class = [each for each in methods if hasattr(Stockroom, each.partition("(")[0])]
    is_class(Stockroom, "Stockroom", *of_the_class)


@stockroom.behaviour
def hears_a_fact(Stockroom: Any) -> None:
    """What was delivered is there."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.expect_left("tea", 3, {0: FACT_NOT_TAKEN, None: ANSWERS_NOTHING}, STRANGE_ITEM)


@stockroom.behaviour
def adds_up(Stockroom: Any) -> None:
    """Each delivery comes on top of those before, also one that is like the last."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.delivered("tea", 2)
    room.delivered("tea", 2)
    known = {2: REPLACES_THE_COUNT, 3: FACT_NOT_TAKEN, 5: FACT_NOT_TAKEN}
    room.expect_left("tea", 7, known)


@stockroom.behaviour
def does_not_tell_again(Stockroom: Any) -> None:
    """A fact that it heard is not told again."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.expect_told(0, {1: TELLS_AGAIN})


@stockroom.behaviour
def answers_without_effect(Stockroom: Any) -> None:
    """A query changes nothing and tells nothing, however often it is asked."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.left("tea")
    room.expect_left("tea", 3, dict.fromkeys(range(3), QUERY_CHANGES))
    room.expect_told(0, {1: QUERY_TELLS, 2: QUERY_TELLS})


@stockroom.behaviour
def takes_and_tells(Stockroom: Any) -> None:
    """Where enough is left, the goods are taken and one fact tells of it."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.reserve("key-1", "tea", 2)
    room.expect_left("tea", 1, {3: TAKES_NOTHING})
    room.expect_told(1, {0: TELLS_NOTHING, 2: TELLS_MORE_THAN_ONCE})
    carries(room, {"item": "tea", "number": 2})


@stockroom.behaviour
def refuses_and_tells(Stockroom: Any) -> None:
    """Where too few are left, nothing is taken and one fact tells of it."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.reserve("key-1", "tea", 4)
    room.expect_no_error(REFUSAL_NOT_TOLD)
    room.expect_left("tea", 3, {-1: NEVER_REFUSES, 0: NEVER_REFUSES})
    room.expect_told(1, {0: REFUSAL_NOT_TOLD})
    carries(room, {"item": "tea", "number": 4})


@stockroom.behaviour
def named_for_what_happened(Stockroom: Any) -> None:
    """Each fact is named for what has happened: its last word is a past participle."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.reserve("key-1", "tea", 2)
    room.reserve("key-2", "tea", 4)
    room.expect_told(2, {})
    types = [event.type for event in room.told]
    if not all(map(in_the_past, types)):
        wanted = 'two names such as "OrderPlaced" or "CardDeclined"'
        raise Failure(wanted, " and ".join(map(show, types)), IMPERATIVE_NAME)
    if types[0] == types[1]:
        wanted = "one name for the goods that were taken, another for the refusal"
        raise Failure(wanted, f"both are called {types[0]!r}", ONE_NAME_FOR_BOTH)
    if refusing(types[0]) and not refusing(types[1]):
        wanted = "the first name for goods that are taken, the second for a refusal"
        raise Failure(wanted, " and ".join(map(show, types)), NAMES_CHANGED_ROUND)


@stockroom.edge
def the_last_one(Stockroom: Any) -> None:
    """Exactly as many as are left can be reserved."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.reserve("key-1", "tea", 3)
    room.expect_left("tea", 0, {3: REFUSES_THE_LAST})


@stockroom.edge
def never_seen(Stockroom: Any) -> None:
    """Of an item that it has never seen there are 0, and a reservation is refused."""
    room = Room(Stockroom)
    room.expect_left("cup", 0, {None: STRANGE_ITEM}, STRANGE_ITEM)
    room.reserve("key-1", "cup", 1)
    room.expect_no_error(STRANGE_ITEM)
    room.expect_told(1, {0: STRANGE_ITEM})


@stockroom.edge
def one_name_for_all_items(Stockroom: Any) -> None:
    """What has happened has one name, whatever the item and the number."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.delivered("cup", 3)
    room.reserve("key-1", "tea", 1)
    room.reserve("key-2", "cup", 2)
    room.expect_told(2, {})
    one, two = [event.type for event in room.told]
    if one != two:
        raise Failure("one name for both", f"first {one!r}, then {two!r}", DATA_IN_THE_NAME)


@stockroom.edge
def already_so(Stockroom: Any) -> None:
    """When others hear the fact, it is so already."""
    room = Room(Stockroom, asks="tea")
    room.delivered("tea", 3)
    for key in ("key-1", "key-2"):
        room.reserve(key, "tea", 2)
        room.expect_no_error()
        if room.found != [1]:
            wanted = 'a listener that calls room.left("tea") while it hears the fact finds 1'
            raise Failure(wanted, f"it found {', '.join(map(show, room.found))}", TELLS_TOO_EARLY)
        room.found.clear()


def carries(room: Room, data: dict[str, Any]) -> None:
    """Demand what the last fact says."""
    found = said(room.told[-1])
    if found != data:
        look = "the data of the event: item and number, as they were asked for."
        raise Failure(f"the event's data is {data}", f"it is {show(found)}", look=look)
