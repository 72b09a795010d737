"""What is tried on `BestSellers`: gaps, other types, a spoilt model, and every crash."""

from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Task
from eventlab.course.proving import prove, survive
from eventlab.course.shapes import is_class
from eventlab.course.telling import describe, stub_in

from . import mistakes as m
from .shop import Rows, Shop, sale
from .world import catching_up, rebuilding, why, why_after_an_error

projection = Task("10-projection", "BestSellers")

LOOK = "the step before the last: what is committed by then, and what is not?"
OTHER = Event("ShopOpened", {}, id="opened")


@projection.shape
def a_class(BestSellers: Any) -> None:
    """You hand in a class whose objects have the methods catch_up(), rebuild() and lag()."""
    is_class(BestSellers, "BestSellers", "catch_up()", "rebuild()", "lag()")


@projection.behaviour
def counts(BestSellers: Any) -> None:
    """Catching up adds the pieces of each sale to the item's row, which others can read."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3), sale("cup", 1), sale("tea", 2, day=2))
    shop.catch_up()
    days = {"tea": "2026-03-02", "cup": "2026-03-01"}
    right = {"tea": 5, "cup": 1}

    def known(rows: Rows) -> m.Mistake | None:
        pieces = {item: pieces for item, (pieces, _) in rows.items()}
        late = any(str(day)[:10] > days[item] for item, (_, day) in rows.items() if item in days)
        return m.CLOCK if pieces == right and late else None

    shop.expect(known)


@projection.behaviour
def takes_off(BestSellers: Any) -> None:
    """What is returned is taken off, and does not change the day of the last sale."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3), sale("tea", 1, day=2, type="ItemReturned"))
    shop.catch_up()
    shop.expect(lambda rows: m.FORGETS_RETURNS if rows.get("tea", (0,))[0] == 3 else None)


@projection.behaviour
def goes_on(BestSellers: Any) -> None:
    """Catching up again applies only what is new."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3))
    shop.catch_up()
    shop.catch_up()
    shop.expect(lambda rows: m.STARTS_OVER)
    shop.happens(sale("tea", 2, day=2))
    shop.catch_up()
    shop.expect(lambda rows: m.STARTS_OVER if rows["tea"][0] > 5 else None)


@projection.behaviour
def late(BestSellers: Any) -> None:
    """The lag is how many positions the checkpoint is behind, and 0 when it has caught up."""
    shop = Shop(BestSellers)
    _lag(shop, 0)
    shop.happens(sale("tea", 3), sale("cup", 1))
    _lag(shop, 2)
    shop.catch_up()
    _lag(shop, 0, m.LAG_FROM_START)


@projection.behaviour
def anew(BestSellers: Any) -> None:
    """A rebuild makes the rows from the first event, however they were spoilt."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3), sale("cup", 1))
    shop.catch_up()
    shop.spoil("UPDATE sold SET pieces = 99 WHERE item = 'tea'")
    shop.spoil("INSERT INTO sold VALUES ('ghost', 7, NULL)")
    shop.rebuild()

    def known(rows: Rows) -> m.Mistake | None:
        return m.KEEPS_ROWS if "ghost" in rows else None if rows else m.KEEPS_CHECKPOINT

    shop.expect(known)


@projection.edge
def nothing_there(BestSellers: Any) -> None:
    """An empty store is no error, neither for catching up nor for a rebuild."""
    shop = Shop(BestSellers)
    for call in (shop.catch_up, shop.rebuild):
        try:
            call()
        except Exception as error:
            if stub_in(error):
                raise
            raise Failure("no error", describe(error), m.NEEDS_AN_EVENT) from None
    shop.happens(sale("tea", 3))
    shop.catch_up()
    shop.expect()


@projection.edge
def other_types(BestSellers: Any) -> None:
    """An event of another type changes nothing, and the checkpoint goes past it."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3), OTHER, sale("cup", 1))
    try:
        shop.catch_up()
    except Exception as error:
        if stub_in(error):
            raise
        raise Failure("no error", describe(error), m.UNKNOWN_FAILS) from None
    shop.expect(lambda rows: m.UNKNOWN_STOPS if "cup" not in rows else None)
    shop.happens(OTHER)
    shop.catch_up()
    if (found := shop.checkpoint()) != 4:
        mistake = m.UNKNOWN_HOLDS if found == 3 else None
        raise Failure("the checkpoint is 4", f"it is {found}", mistake)


@projection.edge
def lag_of_other_types(BestSellers: Any) -> None:
    """Events of other types count for the lag: their positions are positions, too."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3), OTHER)
    _lag(shop, 2, m.LAG_OWN)


@projection.edge
def several_streams(BestSellers: Any) -> None:
    """It follows the positions of the whole store, whatever streams the events are in."""
    shop = Shop(BestSellers)
    for day, stream in enumerate(["Delhi", "Oslo", "Delhi", "Oslo"], start=1):
        shop.happens(sale("tea", 1, day), stream=stream)
        shop.catch_up()
    shop.expect(lambda rows: m.VERSIONS)


@projection.edge
def gaps(BestSellers: Any) -> None:
    """Positions have gaps where a transaction was rolled back."""
    shop = Shop(BestSellers, gap=10)
    shop.happens(sale("tea", 3), sale("cup", 1))
    _lag(shop, 20, m.LAG_EVENTS)
    shop.catch_up()
    shop.happens(sale("tea", 2, day=2))
    shop.catch_up()
    shop.expect(lambda rows: m.COUNTS)
    if (found := shop.checkpoint()) != 30:
        raise Failure("the checkpoint is 30", f"it is {found}", m.COUNTS)


@projection.edge
def only_what_is_new(BestSellers: Any) -> None:
    """From a long log it reads only what is behind the checkpoint."""
    shop = Shop(BestSellers)
    shop.log.append("shop", [sale("tea", 1, 1 + day % 28) for day in range(200)])
    shop.catch_up()
    before = shop.log.read_so_far
    shop.happens(sale("cup", 1))
    shop.catch_up()
    if (read := shop.log.read_so_far - before) > 20:
        raise Failure("one new event of 201 is read", f"{read} are", m.READS_ALL)


@projection.edge
def goes_on_after_a_rebuild(BestSellers: Any) -> None:
    """After a rebuild the checkpoint is at the last event, and catching up goes on from there."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3), OTHER)
    shop.rebuild()
    shop.expect()
    shop.happens(sale("tea", 2, day=2))
    shop.catch_up()
    shop.expect(lambda rows: m.FORGETS_CHECKPOINT)
    shop.spoil("UPDATE checkpoint SET position = 99")
    shop.rebuild()
    if (found := shop.checkpoint()) != 3:
        raise Failure("the checkpoint is 3", f"it is {found}", m.FORGETS_CHECKPOINT)


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
    shop.expect(lambda rows: m.IN_MEMORY)


@projection.fault
def crash_anywhere(BestSellers: Any) -> None:
    """Wherever the process dies, each event has its effect once in the end."""
    prove(catching_up(BestSellers), why, copies=1, faults=["crash"], look=LOOK)


@projection.fault
def two_at_once(BestSellers: Any) -> None:
    """When a second process runs it at the same time, each event has its effect once."""
    prove(catching_up(BestSellers), lambda r: m.READ_EARLY, copies=1, faults=["lease"], look=LOOK)


@projection.fault
def read_meanwhile(BestSellers: Any) -> None:
    """Whoever reads during a rebuild finds a whole model, never an empty or a half one."""
    survive(rebuilding(BestSellers), "A B", lambda result: m.EMPTIES, LOOK)


@projection.fault
def crash_in_a_rebuild(BestSellers: Any) -> None:
    """Wherever a rebuild is killed, the old model is whole, or the new one."""
    outside = m.CHECKPOINT_OUTSIDE
    prove(rebuilding(BestSellers), lambda r: outside, copies=1, faults=["crash"], look=LOOK)


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
            continue
        finally:
            if shop.db.in_transaction:
                raise Failure("no transaction is open", "one is", m.LEAVES_OPEN) from None
        raise Failure("the ConnectionError comes out", "it does not", m.SWALLOWS)
    shop.log.before_each = lambda recorded: None
    if "tea" not in shop.rows():
        raise Failure("the old model after a failed rebuild", "tea is gone", m.EMPTIES)
    shop.catch_up()
    shop.expect()


def _lag(shop: Shop, wanted: int, mistake: m.Mistake | None = None) -> None:
    if (found := shop.lag()) != wanted:
        raise Failure(f"a lag of {wanted}", f"{found!r}", mistake)
