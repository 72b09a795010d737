"""The grader of lesson 00: one small function, so that a learner meets every kind of verdict."""

from dataclasses import FrozenInstanceError
from typing import Any

from eventlab.course.grading import Failure, Mistake, Task, crash
from eventlab.course.shapes import is_function
from eventlab.course.telling import show, step
from eventlab.event import Event

RETURNS_NOTHING = Mistake(
    "returns-nothing",
    "The text is made or printed, but not returned: who calls the function gets None.",
    "the last line: `return` hands the text to the caller.",
)
ALWAYS_SEVEN = Mistake(
    "always-order-seven",
    "It says 7 for every order.",
    "where the number comes from: event.data['order'].",
)
WHOLE_DATA = Mistake(
    "whole-data",
    "The text shows all of the data.",
    "how one value is taken out of a dict: event.data['order'].",
)
OTHER_WORDS = Mistake(
    "other-words",
    "It returns a text, and it is not quite the one that was asked for.",
    "the two lines above, letter by letter: capitals, spaces, full stops.",
)
NOT_A_DICT = Mistake(
    "event-is-no-dict",
    "An event is not a dict: its payload is in its attribute `data`.",
    "how the order is reached: event.data['order'].",
)
CHANGES_THE_EVENT = Mistake(
    "changes-the-event",
    "An event tells what has happened, so it cannot be changed, nor can its data.",
    "the assignment to the event: leave it out, and only read event.data['order'].",
)
TEXT_PLUS_NUMBER = Mistake(
    "text-plus-number",
    "`+` joins texts only, and the order is a number.",
    "an f-string, which turns what is between its braces into text.",
)

warm_up = Task("00-warm-up", "receipt")


@warm_up.shape
def a_function(receipt: Any) -> None:
    """You hand in a function that takes an event."""
    is_function(receipt, "receipt(event)")


@warm_up.behaviour
def names_the_order(receipt: Any) -> None:
    """The text names the order of the event."""
    found = call(receipt, 7)
    known = {None: RETURNS_NOTHING, "Receipt for order {'order': 7}": WHOLE_DATA}
    expect(found, "Receipt for order 7", known)


@warm_up.behaviour
def another_order(receipt: Any) -> None:
    """The next order gets a receipt of its own."""
    expect(call(receipt, 12), "Receipt for order 12", {"Receipt for order 7": ALWAYS_SEVEN})


@warm_up.edge
def order_as_text(receipt: Any) -> None:
    """An order may also be called something like A-12."""
    expect(call(receipt, "A-12"), "Receipt for order A-12", {})


def call(receipt: Any, order: object) -> object:
    """Call the learner's function with an event about that order."""
    data = {"order": order}
    step(f'receipt(Event("OrderPlaced", {data}))')
    try:
        return receipt(Event("OrderPlaced", data))
    except (TypeError, FrozenInstanceError) as error:
        mistake = TEXT_PLUS_NUMBER if _works_with_text(receipt) else NOT_A_DICT
        if isinstance(error, FrozenInstanceError) or "cannot change" in str(error):
            mistake = CHANGES_THE_EVENT
        raise Failure(f"a text about order {order}", crash(error).happened, mistake) from None


def expect(found: object, text: str, known: dict[object, Mistake]) -> None:
    """Demand that very text."""
    if type(found) is str and found == text:
        return
    other = OTHER_WORDS if type(found) is str else None
    mistake = known.get(found, other) if found is None or type(found) is str else None
    raise Failure(repr(text), show(found), mistake)


def _works_with_text(receipt: Any) -> bool:
    try:
        return type(receipt(Event("OrderPlaced", {"order": "7"}))) is str
    except Exception:
        return False
