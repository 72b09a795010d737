"""What is tried on `BestSellers` when something dies, fails, or runs beside it."""

from typing import Any

from eventlab.course.grading import Failure
from eventlab.course.proving import prove, survive

from . import mistakes as m
from .projection import projection
from .shop import Shop, sale, told
from .world import (
    catching_up,
    rebuilding,
    rebuilding_first,
    why,
    why_after_an_error,
    why_in_a_rebuild,
    why_of_two,
    why_while_read,
)

__all__ = ["projection"]

LOOK = "the step before the last: what is committed by then, and what is not?"


@projection.fault
def after_a_restart(BestSellers: Any) -> None:
    """Another process goes on where this one has stopped."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3))
    shop.catch_up()
    shop.restart()
    shop.catch_up()
    shop.happens(sale("tea", 2, day=2))
    shop.catch_up()
    shop.expect(lambda rows: m.IN_MEMORY)
    shop.rebuild()
    shop.rebuild()
    shop.expect()


@projection.fault
def crash_anywhere(BestSellers: Any) -> None:
    """Wherever the process dies, each event has its effect once in the end."""
    prove(catching_up(BestSellers), why, copies=1, faults=["crash"], look=LOOK)


@projection.fault
def two_at_once(BestSellers: Any) -> None:
    """When a second process runs it at the same time, each event has its effect once."""
    prove(catching_up(BestSellers), why_of_two, copies=1, faults=["lease"], look=LOOK)


@projection.fault
def read_meanwhile(BestSellers: Any) -> None:
    """Whoever reads during a rebuild finds a whole model, never an empty or a half one."""
    survive(rebuilding(BestSellers), "A B", why_while_read, LOOK)


@projection.fault
def crash_in_a_rebuild(BestSellers: Any) -> None:
    """Wherever a rebuild is killed, the old model is whole, or the new one."""
    for world in (rebuilding(BestSellers), rebuilding_first(BestSellers)):
        prove(world, why_in_a_rebuild, copies=1, faults=["crash"], look=LOOK)


@projection.fault
def failing_calls(BestSellers: Any) -> None:
    """When a call to the database fails, the error comes out and nothing half is left."""
    faulty = catching_up(BestSellers)
    prove(faulty, why_after_an_error, copies=1, faults=["error"], look=LOOK)


@projection.fault
def failing_store(BestSellers: Any) -> None:
    """When the store fails half-way, it says so, and the next time it goes on."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3))
    shop.catch_up()
    shop.happens(sale("cup", 1), sale("tea", 2, day=2))

    def down(recorded: Any) -> None:
        if recorded.position == 3:
            raise ConnectionError("the store is away")

    shop.log.before_each = down
    for call in (shop.catch_up, shop.rebuild):
        try:
            call()
        except ConnectionError:
            rows, wanted = shop.rows(), shop.wanted()
            if rows != wanted:
                mistake = m.COMMITS_HALF if "tea" in rows else m.EMPTIES
                raise Failure(
                    f"{told(wanted)}, as at its checkpoint", told(rows), mistake
                ) from None
            continue
        finally:
            if shop.db.in_transaction:
                raise Failure("no transaction is open", "one is", m.LEAVES_OPEN) from None
        raise Failure("the ConnectionError comes out", "it does not", m.SWALLOWS)
    shop.log.before_each = lambda recorded: None
    shop.catch_up()
    shop.expect()
