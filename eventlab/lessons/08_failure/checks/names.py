"""What is tried with payments whose ids are alike."""

from typing import Any

from eventlab.course.alike import alike, any_text, tell_apart
from eventlab.course.grading import Failure

from .mistakes import ONE_ONLY
from .outbox import outbox
from .shop import Shop


@outbox.edge
def alike_saved(Shipping: Any) -> None:
    """Payments whose ids are alike are each saved, and each told."""

    def each(*ids: str) -> None:
        shop = Shop(Shipping)
        shop.handle(*ids)
        if lost := [id for id in ids if id not in shop.shipments()]:
            raise Failure(f"{lost[0]} is in shipments", "it is not")
        shop.relay()
        if lost := [id for id in ids if id not in shop.told().split()]:
            raise Failure(f"{lost[0]} is told", "it is not", ONE_ONLY)

    tell_apart(alike("order"), each)


@outbox.edge
def any_id(Shipping: Any) -> None:
    """An id is text, whatever stands in it."""
    shop = Shop(Shipping)
    with any_text():
        shop.handle("ada's")
    shop.relay()
    shop.expect("ada's")
