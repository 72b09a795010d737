"""What is tried with orders whose numbers are alike."""

from typing import Any

from eventlab.course.alike import NUMBERS, tell_apart
from eventlab.course.mistakes import IN_THE_STATEMENT
from eventlab.course.proving import survive

from .in_turn import LOOK, turn
from .orders import change, world


@turn.edge
def alike_apart(handler: Any) -> None:
    """Orders whose numbers are alike, and changes whose ids are, do not stand for each other."""

    def each(*orders: int) -> None:
        events = tuple(change(order, 1, f"Order-{order}-placed", 1) for order in orders)
        schedule = " ".join(event.id for event in events)
        survive(world(handler, events), schedule, lambda result: None, LOOK)

    tell_apart(NUMBERS, each)


@turn.edge
def any_text(handler: Any) -> None:
    """Ids are text, whatever stands in them."""
    events = change(7, 1, "ada's-1", 1), change(7, 2, "ada's-2", 2)
    survive(world(handler, events), "ada's-2 ada's-1", lambda result: IN_THE_STATEMENT, LOOK)
