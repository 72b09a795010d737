"""What is tried on `BestSellers`: gaps, other types, a spoilt model, and every crash."""

from collections.abc import Callable
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Task
from eventlab.course.shapes import is_class
from eventlab.course.telling import describe, stub_in

from . import mistakes as m
from .shop import Rows, Shop, sale

projection = Task("10-projection", "BestSellers")

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
    shop.expect(_more_than(3, m.STARTS_OVER))
    shop.happens(sale("tea", 2, day=2))
    shop.catch_up()
    shop.expect(_more_than(5, m.STARTS_OVER))


@projection.behaviour
def late(BestSellers: Any) -> None:
    """The lag is how many positions the checkpoint is behind, and 0 when it has caught up."""
    shop = Shop(BestSellers)
    _lag(shop, 0)
    shop.happens(sale("tea", 3), sale("cup", 1))
    for _ in range(2):
        _lag(shop, 2, {0: m.LAG_CHANGES} if shop.checkpoint() else {})
    shop.catch_up()
    _lag(shop, 0, {2: m.LAG_FROM_START})


@projection.behaviour
def anew(BestSellers: Any) -> None:
    """A rebuild makes the rows from the first event, however they were spoilt."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3), sale("cup", 1))
    shop.catch_up()
    shop.spoil("UPDATE sold SET pieces = 99 WHERE item = 'tea'")
    shop.spoil("INSERT INTO sold VALUES ('ghost', 7, NULL)")
    before = shop.log.read_so_far
    shop.rebuild()

    def known(rows: Rows) -> m.Mistake | None:
        if "ghost" in rows:
            return m.KEEPS_ROWS
        return m.KEEPS_CHECKPOINT if shop.log.read_so_far == before else None

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
def return_first(BestSellers: Any) -> None:
    """What is returned counts, whatever is in the row by then, and whether there is one."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 2, type="ItemReturned"), sale("cup", 1))
    shop.happens(sale("cup", 2, day=2, type="ItemReturned"))
    shop.catch_up()
    shop.expect(lambda rows: m.NO_ROW if sum(pieces for pieces, _ in rows.values()) > -3 else None)
    shop.happens(sale("tea", 3, day=3))
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
    _checkpoint(shop, 4, lambda found: m.UNKNOWN_HOLDS if found == 3 else None)


@projection.edge
def lag_of_other_types(BestSellers: Any) -> None:
    """Events of other types count for the lag: their positions are positions, too."""
    shop = Shop(BestSellers)
    shop.happens(sale("tea", 3), OTHER)
    _lag(shop, 2, {1: m.LAG_OWN})


@projection.edge
def several_streams(BestSellers: Any) -> None:
    """It follows the positions of the whole store, whatever streams the events are in."""
    shop = Shop(BestSellers)
    for day, stream in enumerate(["Delhi", "Oslo", "Delhi", "Oslo"], start=1):
        shop.happens(sale("tea", 1, day), stream=stream)
        shop.catch_up()
    shop.expect(lambda rows: m.VERSIONS if shop.checkpoint() == 2 else None)


@projection.edge
def gaps(BestSellers: Any) -> None:
    """Positions have gaps where a transaction was rolled back."""
    shop = Shop(BestSellers, gap=10)
    shop.happens(sale("tea", 3), sale("cup", 1))
    _lag(shop, 20, {2: m.LAG_EVENTS})
    shop.catch_up()
    shop.happens(sale("tea", 2, day=2))
    shop.catch_up()

    def known(found: Any) -> m.Mistake | None:
        return m.COUNTS if found in range(1, 10) else None

    shop.expect(lambda rows: known(shop.checkpoint()))
    _checkpoint(shop, 30, known)


@projection.edge
def only_what_is_new(BestSellers: Any) -> None:
    """From a long log all is applied, and then only what is behind the checkpoint is read."""
    shop = Shop(BestSellers)
    shop.log.append("shop", [sale("tea", 1, 1 + day % 28) for day in range(200)])
    shop.catch_up()
    _checkpoint(shop, 200, lambda found: m.IN_PART)
    shop.expect()
    shop.happens(sale("cup", 1))
    for call in (shop.lag, shop.catch_up):
        before = shop.log.read_so_far
        call()
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
    shop.expect(_more_than(5, m.FORGETS_CHECKPOINT))
    shop.spoil("UPDATE checkpoint SET position = 99")
    shop.rebuild()
    _checkpoint(shop, 3, lambda found: m.FORGETS_CHECKPOINT)
    shop.happens(OTHER)
    shop.rebuild()
    _checkpoint(shop, 4, lambda found: m.UNKNOWN_HOLDS if found == 3 else None)


@projection.edge
def rebuild_of_nothing(BestSellers: Any) -> None:
    """Made anew from an empty store, the model is empty, and its checkpoint 0."""
    shop = Shop(BestSellers)
    shop.spoil("UPDATE checkpoint SET position = 99")
    shop.rebuild()
    _checkpoint(shop, 0, lambda found: m.FORGETS_CHECKPOINT)


def _lag(shop: Shop, wanted: int, known: dict[Any, m.Mistake] | None = None) -> None:
    if (found := shop.lag()) != wanted:
        mistake = (known or {}).get(found) if isinstance(found, int) else None
        raise Failure(f"a lag of {wanted}", f"{found!r}", mistake)


def _checkpoint(shop: Shop, wanted: int, known: Callable[[Any], m.Mistake | None]) -> None:
    if (found := shop.checkpoint()) != wanted:
        raise Failure(f"the checkpoint is {wanted}", f"it is {found}", known(found))


def _more_than(pieces: int, mistake: m.Mistake) -> Callable[[Rows], m.Mistake | None]:
    return lambda rows: mistake if rows.get("tea", (0,))[0] > pieces else None
