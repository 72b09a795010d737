"""What is tried on the learner's `Stockroom` when an intent comes again, or two are alike."""

from typing import Any

from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe

from .room import NoAnswer, Room
from .stockroom import STRANGE_ITEM, TELLS_MORE_THAN_ONCE, stockroom

ONE_COUNT = Mistake(
    "one-count-for-all",
    "All items share one count.",
    "what stands under `item` in your counts.",
)
SHARED = Mistake(
    "shared-by-all-rooms",
    "What one stockroom knows, all know.",
    "where counts and keys are made: in the class body (or as a default value) only once.",
)
KEY_FROM_CONTENT = Mistake(
    "key-from-content",
    "Two customers who want the same are taken for one: the second is not served.",
    "what you recognise an intent by: the key, and not what it asks for.",
)
KEY_AND_CONTENT = Mistake(
    "key-and-content",
    "The same key with another number is taken for another intent, and carried out as well.",
    "what you recognise an intent by: the key alone.",
)
TAKES_TWICE = Mistake(
    "takes-twice",
    "The same intent is carried out at every retry.",
    "what is known of a key, and whether that is written down before publish can raise.",
)
NEW_ID = Mistake(
    "new-id-on-every-retry",
    "Each retry tells a new event: who counts by ids takes it for another reservation.",
    "where the event is made: once for a key. Keep it, and publish that same one.",
)
SILENT_RETRY = Mistake(
    "retry-tells-nothing",
    "The retry is recognised, and nothing is published: if the first was lost, nobody hears.",
    "the branch for a key that is known: publish what you have told before.",
)
DECIDES_AGAIN = Mistake(
    "decides-again",
    "The retry of a refused intent is decided anew: one intent has two outcomes.",
    "which outcomes you keep by their key: both, not only that of a success.",
)
ANOTHER_EVENT = Mistake(
    "tells-another-event",
    "The retry has the id of the first event and says something else.",
    "what you keep by the key: the whole event.",
)
FORGETS_KEYS = Mistake(
    "forgets-earlier-keys",
    "Only the last intent is known: one that comes again behind another is carried out again.",
    "what happens to the keys that are known when a new one comes.",
)
PUTS_BACK = Mistake(
    "puts-back",
    "When no answer comes, the goods go back. But the fact may be out: they are promised twice.",
    "what follows an error of publish: nothing is undone, for nobody knows whether it was heard.",
)
DECIDES_BY_ALL = Mistake(
    "decides-by-all-items",
    "Whether enough is left is read from the counts of all items together.",
    "what is compared with `number`: what is left of this very item.",
)
SWALLOWS = Mistake(
    "swallows-the-error",
    "What publish raises is caught: the caller takes it for told, and does not try again.",
    "`except` in reserve: the caller must hear that there was no answer.",
)


@stockroom.edge
def items_apart(Stockroom: Any) -> None:
    """Each item has a count of its own."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.delivered("cup", 2)
    room.expect_left("tea", 3, {5: ONE_COUNT, 2: ONE_COUNT})
    room.reserve("key-1", "tea", 4)
    room.expect_left("tea", 3, {-1: DECIDES_BY_ALL})


@stockroom.edge
def rooms_apart(Stockroom: Any) -> None:
    """Each stockroom has goods and keys of its own."""
    room, other = Room(Stockroom), Room(Stockroom, "other")
    room.delivered("tea", 3)
    other.expect_left("tea", 0, {3: SHARED})
    other.delivered("tea", 3)
    room.reserve("key-1", "tea", 2)
    other.reserve("key-1", "tea", 2)
    other.expect_left("tea", 1, {3: SHARED})


@stockroom.edge
def two_alike(Stockroom: Any) -> None:
    """Two intents that ask for the same are two: both are decided, with two events."""
    room = Room(Stockroom)
    room.delivered("tea", 3)
    room.reserve("key-1", "tea", 1)
    room.reserve("key-2", "tea", 1)
    room.expect_left("tea", 1, {2: KEY_FROM_CONTENT})
    room.expect_told(2, {1: KEY_FROM_CONTENT})
    if room.told[0].id == room.told[1].id:
        raise Failure("two events with two ids", "both have one id", KEY_FROM_CONTENT)


@stockroom.edge
def comes_again(Stockroom: Any) -> None:
    """An intent that comes again is not carried out again; the same event is told."""
    room = Room(Stockroom)
    room.delivered("tea", 5)
    room.reserve("key-1", "tea", 2)
    room.reserve("key-1", "tea", 2)
    room.expect_left("tea", 3, {1: TAKES_TWICE})
    the_same_twice(room)


@stockroom.edge
def comes_again_later(Stockroom: Any) -> None:
    """An intent is still known when others have come in between."""
    room = Room(Stockroom)
    room.delivered("tea", 5)
    for key in ("key-1", "key-2", "key-1"):
        room.reserve(key, "tea", 1)
    room.expect_left("tea", 3, {2: FORGETS_KEYS})


@stockroom.edge
def refused_again(Stockroom: Any) -> None:
    """An intent that was refused stays refused when it comes again."""
    room = Room(Stockroom)
    room.reserve("key-1", "tea", 2)
    room.delivered("tea", 5)
    room.reserve("key-1", "tea", 2)
    room.expect_left("tea", 5, {3: DECIDES_AGAIN})
    the_same_twice(room)


@stockroom.fault
def the_error_comes_out(Stockroom: Any) -> None:
    """What publish raises comes out of reserve."""
    room = Room(Stockroom)
    room.delivered("tea", 5)
    room.reserve("key-1", "tea", 2, lost=True)
    if room.error is None:
        raise Failure("reserve raises NoAnswer", "it returned", SWALLOWS)
    if not isinstance(room.error, NoAnswer):
        raise Failure("reserve raises NoAnswer", f"it raised {describe(room.error)}")


@stockroom.fault
def retried_after_an_error(Stockroom: Any) -> None:
    """After publish has raised, a retry takes nothing more and tells the same event."""
    room = Room(Stockroom)
    room.delivered("tea", 5)
    room.reserve("key-1", "tea", 2, lost=True)
    room.error = None  # that it comes out is held by the check above
    room.expect_left("tea", 3, {5: PUTS_BACK})
    room.reserve("key-1", "tea", 2)
    room.expect_left("tea", 3, {1: TAKES_TWICE})
    the_same_twice(room)


@stockroom.fault
def refused_after_an_error(Stockroom: Any) -> None:
    """A refusal whose answer was lost stays the same refusal."""
    room = Room(Stockroom)
    room.reserve("key-1", "tea", 2, lost=True)
    room.delivered("tea", 5)
    room.reserve("key-1", "tea", 2)
    room.expect_left("tea", 5, {3: DECIDES_AGAIN})
    the_same_twice(room)


@stockroom.fault
def comes_again_otherwise(Stockroom: Any) -> None:
    """The key says which intent it is, also if the retry asks for something else."""
    room = Room(Stockroom)
    room.delivered("tea", 5)
    room.reserve("key-1", "tea", 2)
    room.reserve("key-1", "tea", 1)
    room.expect_left("tea", 3, {2: KEY_AND_CONTENT})
    room.expect_told(2, {})
    one, two = room.told
    if one.id != two.id:
        raise Failure("the second event has the id of the first", "it has an id of its own", NEW_ID)


@stockroom.fault
def none_of_a_strange_item(Stockroom: Any) -> None:
    """Of an item that it has never seen, 0 are left, and 0 can be reserved."""
    room = Room(Stockroom)
    room.reserve("key-1", "cup", 0)
    room.expect_left("cup", 0, {None: STRANGE_ITEM}, STRANGE_ITEM)


def the_same_twice(room: Room) -> None:
    """Demand one and the same event twice: one id, and all that it says."""
    room.expect_told(2, {1: SILENT_RETRY, 3: TELLS_MORE_THAN_ONCE})
    one, two = room.told
    if one.id != two.id:
        raise Failure("the second event has the id of the first", "it has an id of its own", NEW_ID)
    if one != two:
        differs = [name for name in ("data", "time") if getattr(one, name) != getattr(two, name)]
        happened = f"it has the same id and another {' and '.join(differs)}"
        if one.type != two.type:
            happened = f"first {one.type}, then {two.type}"
        raise Failure("the second event says what the first said", happened, ANOTHER_EVENT)
