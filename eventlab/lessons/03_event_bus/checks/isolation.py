"""What is tried on `publish_to_all`: scenes tell the calls, mistakes name what is known."""

import re
from typing import Any

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_function

from . import mistakes as m
from .handlers import Declined, Interrupt, OutOfPaper, raises, returns
from .scene import NOBODY, OTHER, Loop

isolation = Task("03-isolation", "publish_to_all")

UNNAMED = Mistake(
    "unnamed-handlers",
    "The message names only some of the handlers that failed, or none.",
    "the first argument of ExceptionGroup: put in each `handler.__name__` that failed.",
)
NAMES_EVERYBODY = Mistake(
    "names-everybody",
    "The message also names handlers that did their work.",
    "which names you collect: only that of a handler that raised.",
)
NEEDS_A_HANDLER = Mistake(
    "needs-a-handler",
    "It fails when the list of handlers is empty.",
    "what is taken from the list, or used after the loop, although there may be nothing.",
)
EMPTIES_THE_LIST = Mistake(
    "empties-the-list",
    "The list of handlers is another one afterwards: the next event finds nobody.",
    "what you do to `handlers`: it belongs to the caller, so only read it.",
)


@isolation.shape
def a_function(publish_to_all: Any) -> None:
    """You hand in a function that takes the handlers and the event."""
    is_function(publish_to_all, "publish_to_all(handlers, event)")


@isolation.behaviour
def calls_each(publish_to_all: Any) -> None:
    """Every handler is called with the event, once and in order."""
    loop = Loop(publish_to_all)
    for name in ("mail", "stock", "charge"):
        loop.add(name)
    loop.publish("Paid")
    known = {
        NOBODY: m.DELIVERS_NOTHING,
        "mail Paid": m.LEAVES_EARLY,
        "charge Paid, stock Paid, mail Paid": m.NEWEST_FIRST,
        "charge Paid, mail Paid, stock Paid": m.HANDLERS_IN_A_SET,
        "mail Paid, charge Paid": m.LIVE_LIST,
        OTHER: m.HANDS_OVER_SOMETHING_ELSE,
        "ValueError": m.RAISES_WITHOUT_ERRORS,
        "ExceptionGroup": m.RAISES_WITHOUT_ERRORS,
    }
    loop.expect("mail Paid, stock Paid, charge Paid", known)


@isolation.behaviour
def goes_on(publish_to_all: Any) -> None:
    """The handlers behind one that raises are called too."""
    loop = Loop(publish_to_all)
    loop.add("mail", raises(OutOfPaper()))
    loop.add("stock")
    loop.publish("Paid")
    loop.expect("mail Paid, stock Paid", {"mail Paid": m.FIRST_ERROR_STOPS_ALL})


@isolation.behaviour
def one_group(publish_to_all: Any) -> None:
    """In the end what was raised comes out, all of it, as one ExceptionGroup."""
    loop = failing(publish_to_all)
    loop.expect_errors("publish_to_all")


@isolation.behaviour
def names_the_failed(publish_to_all: Any) -> None:
    """The group's message names each handler that failed, and no other."""
    loop = failing(publish_to_all)
    named = [name for name in loop.handlers if re.search(rf"\b{name}\b", str(loop.error))]
    if named == ["mail", "charge"]:
        return
    missing = {"mail", "charge"} - set(named)
    raise Failure(
        "a message with the names mail and charge",
        f"the message is {str(loop.error)!r}",
        UNNAMED if missing else NAMES_EVERYBODY,
    )


@isolation.edge
def nobody_listens(publish_to_all: Any) -> None:
    """With an empty list nothing is called, and nothing is raised."""
    loop = Loop(publish_to_all)
    loop.publish("Paid")
    known = dict.fromkeys(["IndexError", "UnboundLocalError", "NameError"], NEEDS_A_HANDLER)
    loop.expect(NOBODY, known)


@isolation.edge
def values_mean_nothing(publish_to_all: Any) -> None:
    """What a handler returns decides nothing."""
    loop = Loop(publish_to_all)
    loop.add("mail", returns(True))
    loop.add("stock", returns(False))
    loop.add("charge")
    loop.publish("Paid")
    stops = {"mail Paid": m.STOPS_AT_A_VALUE, "mail Paid, stock Paid": m.STOPS_AT_A_VALUE}
    loop.expect("mail Paid, stock Paid, charge Paid", stops)


@isolation.edge
def any_kind_of_error(publish_to_all: Any) -> None:
    """Handlers may raise any kind of Exception."""
    loop = Loop(publish_to_all)
    loop.add("mail", raises(KeyError("address")))
    loop.add("stock", raises(AssertionError("count")))
    loop.add("charge", raises(StopIteration()))
    loop.publish("Paid")
    few = dict.fromkeys(["mail Paid", "mail Paid, stock Paid"], m.CATCHES_TOO_FEW)
    loop.expect("mail Paid, stock Paid, charge Paid", few)
    loop.expect_errors("publish_to_all")


@isolation.edge
def same_name(publish_to_all: Any) -> None:
    """Two handlers of the same name, as two lambdas have, are two handlers."""
    loop = Loop(publish_to_all)
    loop.add("mail", raises(OutOfPaper()))
    loop.add("mail", raises(Declined()), another=True)
    loop.publish("Paid")
    loop.expect("mail Paid, mail Paid", {"mail Paid": m.KEYED_BY_NAME})
    loop.expect_errors("publish_to_all", fewer=m.KEYED_BY_NAME)


@isolation.edge
def same_handler(publish_to_all: Any) -> None:
    """A handler that is in the list twice is called twice."""
    loop = Loop(publish_to_all)
    for name in ("mail", "stock", "mail"):
        loop.add(name, *[raises(OutOfPaper())] * (name == "mail"))
    loop.publish("Paid")
    known = {"mail Paid, stock Paid": m.COUNTS_ONCE, "stock Paid, mail Paid": m.COUNTS_ONCE}
    known |= {"mail Paid": m.TELLS_APART_TOO_LITTLE}
    known |= {"mail Paid, mail Paid, stock Paid": m.TELLS_APART_TOO_LITTLE}
    loop.expect("mail Paid, stock Paid, mail Paid", known)
    loop.expect_errors("publish_to_all", fewer=m.COUNTS_ONCE)


@isolation.edge
def same_list_afterwards(publish_to_all: Any) -> None:
    """The list of handlers is the same afterwards."""
    loop = Loop(publish_to_all)
    loop.add("mail")
    loop.add("stock", raises(OutOfPaper()))
    loop.publish("Paid")
    left = [handler.__name__ for handler in loop.row]
    if left != ["mail", "stock"]:
        found = f"it is [{', '.join(left)}]"
        raise Failure("handlers is [mail, stock] afterwards", found, EMPTIES_THE_LIST)


@isolation.fault
def next_event(publish_to_all: Any) -> None:
    """The next event starts clean: errors are raised once."""
    loop = Loop(publish_to_all)
    loop.add("mail", raises(OutOfPaper()))
    loop.publish("Paid")
    loop.publish("Paid")
    loop.expect("mail Paid, mail Paid")
    loop.expect_errors("the second call")


@isolation.fault
def interrupts_pass(publish_to_all: Any) -> None:
    """Ctrl-C, which is no Exception, passes through at once and as it is."""
    loop = Loop(publish_to_all)
    loop.add("mail", raises(OutOfPaper()))
    loop.add("stock", raises(Interrupt()))
    loop.add("charge")
    loop.publish("Paid")
    loop.expect_interrupt("mail Paid, stock Paid")


def failing(publish_to_all: Any) -> Loop:
    """Return a scene in which the first and the last of three handlers have raised."""
    loop = Loop(publish_to_all)
    loop.add("mail", raises(OutOfPaper()))
    loop.add("stock")
    loop.add("charge", raises(Declined()))
    loop.publish("Paid")
    return loop
