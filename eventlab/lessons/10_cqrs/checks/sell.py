"""What is tried on `Shop`: a model that stands still, others who sell, positions to wait for."""

from typing import Any

from eventlab import ANY, MemoryStore
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_class
from eventlab.store import WrongVersion

from . import mistakes as m
from .counter import Counter, said

sell = Task("10-sell", "Shop")


@sell.shape
def a_class(Shop: Any) -> None:
    """You hand in a class whose objects have sell(item, pieces) and left(item, at_least=0)."""
    is_class(Shop, "Shop", "sell(item, pieces)", "left(item)", "left(item, at_least)")


@sell.behaviour
def records_it(Shop: Any) -> None:
    """A sale is an ItemSold in the item's stream."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    counter.follow()
    _sold(counter, "tea", 3)
    found = [r.event for r in MemoryStore.read(counter.store, "tea", after=1)]
    if [(e.type, dict(e.data)) for e in found] != [("ItemSold", {"pieces": 3})]:
        there = ", ".join(f"{e.type} {dict(e.data)}" for e in found) or "nothing"
        raise Failure("ItemSold {'pieces': 3} in the stream 'tea'", there, m.OTHER_EVENT)


@sell.behaviour
def tells_the_position(Shop: Any) -> None:
    """It returns the position of the event that it has appended."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "cup", 1)
    counter.happens("ItemArrived", "tea", 5)
    counter.follow()
    found = _sold(counter, "tea", 3)
    if found != 3:
        mistake = m.RETURNS_VERSION if found == 2 else None
        look = "what your `sell` returns in the end."
        raise Failure("position 3", said(found), mistake, look=look)


@sell.behaviour
def refuses(Shop: Any) -> None:
    """Who wants more than is left gets a ValueError, and nothing is appended."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    counter.happens("ItemSold", "tea", 3)
    counter.follow()
    found = counter.sell("tea", 3)
    if counter.end > 2:
        raised = isinstance(found, ValueError)
        mistake = m.APPENDS_FIRST if raised else m.OVERSELLS
        raise Failure("nothing appended", "an ItemSold", mistake)
    if not isinstance(found, ValueError):
        raise Failure("a ValueError", said(found))


@sell.behaviour
def answers(Shop: Any) -> None:
    """The query answers with what the read model says, however late that is."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    counter.follow()
    counter.happens("ItemSold", "tea", 3)
    _left(counter, 5, {2: m.ASKS_THE_STORE})


@sell.behaviour
def waits(Shop: Any) -> None:
    """Who asks for a position gets an answer that knows all up to there."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    counter.follow()
    counter.happens("ItemSold", "tea", 3)
    _left(counter, 2, {5: m.NO_WAIT}, 2)


@sell.edge
def decides_by_the_truth(Shop: Any) -> None:
    """What the read model says has no say in it: neither when it says too much, nor too little."""
    for arrived, sold, wanted in [(5, 5, ValueError), (5, 0, None)]:
        counter = Counter(Shop)
        counter.model.end = 1 if sold else 0
        counter.happens("ItemArrived", "tea", arrived)
        if sold:
            counter.follow()
            counter.happens("ItemSold", "tea", sold)
        found = counter.sell("tea", 1)
        if isinstance(found, ValueError) != bool(wanted) or counter.truth("tea") < 0:
            words = "a ValueError: none is left" if wanted else "a sale: 5 are left"
            raise Failure(words, said(found), m.DECIDES)


@sell.edge
def the_last_one(Shop: Any) -> None:
    """All that is left can be sold, and then nothing more."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 2)
    counter.follow()
    if isinstance(found := counter.sell("tea", 2), ValueError):
        raise Failure("a sale: 2 are left", said(found), m.OFF_BY_ONE)
    if not isinstance(found := counter.sell("tea", 1), ValueError):
        raise Failure("a ValueError: none is left", said(found), m.OVERSELLS)


@sell.edge
def unknown_item(Shop: Any) -> None:
    """Of an item that never arrived, and of others, nothing can be sold."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "cup", 5)
    if not isinstance(found := counter.sell("tea", 1), ValueError):
        raise Failure("a ValueError: there is no tea", said(found), m.WHOLE_STORE)


@sell.edge
def other_types(Shop: Any) -> None:
    """Other events in the item's stream change nothing."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 2)
    counter.happens("PriceChanged", "tea")
    counter.happens("ItemCounted", "tea", 9)
    _sold(counter, "tea", 1)
    if not isinstance(found := counter.sell("tea", 2), ValueError):
        raise Failure("a ValueError: 1 is left", said(found), m.OVERSELLS)


@sell.edge
def several_steps(Shop: Any) -> None:
    """The model may need several steps to the position, and goes no further than it must."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 9)
    for _ in range(3):
        counter.happens("ItemSold", "tea", 1)
    found = counter.left("tea", 4)
    if isinstance(found, TimeoutError):
        raise Failure("6, as at position 4", said(found), m.GIVES_UP_EARLY)
    if found != 6:
        raise Failure("6, as at position 4", said(found), m.ONE_STEP)


@sell.edge
def cannot_come_so_far(Shop: Any) -> None:
    """If the model cannot come to the position, a TimeoutError says so."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    counter.happens("ItemSold", "tea", 3)
    counter.model.end = 1
    if not isinstance(found := counter.left("tea", 2), TimeoutError):
        mistake = None if isinstance(found, Exception) else m.ONE_STEP
        raise Failure("a TimeoutError", said(found), mistake)


@sell.edge
def has_come_so_far(Shop: Any) -> None:
    """A model that is at the position, or behind it, answers at once."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    counter.follow()
    counter.happens("ItemSold", "tea", 3)
    _left(counter, 5, {2: m.ASKS_THE_STORE}, 1)


@sell.fault
def somebody_is_quicker(Shop: Any) -> None:
    """When somebody sells the last one after the look, it is not sold again."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 1)
    counter.follow()
    counter.store.after_read = lambda: counter.happens("ItemSold", "tea", 1)
    found = counter.sell("tea", 1)
    if counter.truth("tea") < 0:
        mistake = m.NO_VERSION if counter.store.expected is ANY else m.READ_LATE
        raise Failure("1 sold", "2 sold", mistake)
    if not isinstance(found, (WrongVersion, ValueError)):
        raise Failure("a WrongVersion or a ValueError", said(found))


@sell.fault
def somebody_comes_after(Shop: Any) -> None:
    """When somebody sells right after it, the position is still that of its own event."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    counter.happens("ItemArrived", "cup", 5)
    counter.follow()
    counter.store.after_append = lambda: counter.happens("ItemSold", "tea", 1)
    if (found := counter.sell("tea", 1)) != 3:
        mistake = m.RETURNS_END if found == 4 else None
        raise Failure("position 3", said(found), mistake)


def _sold(counter: Counter, item: str, pieces: int) -> Any:
    """Sell what is there."""
    found = counter.sell(item, pieces)
    if isinstance(found, Exception):
        raise Failure("a sale", said(found)) from found
    return found


def _left(counter: Counter, wanted: int, known: dict[int, Mistake], *at_least: int) -> None:
    behind = max(at_least, default=0) > counter.model.position
    found = counter.left("tea", *at_least)
    if counter.model.calls and not behind:
        raise Failure("an answer at once", "it lets the model catch up", m.WAITS_FOR_ALL)
    if found != wanted:
        mistake = None if isinstance(found, Exception) else known.get(found)
        raise Failure(f"{wanted}", said(found), mistake)
