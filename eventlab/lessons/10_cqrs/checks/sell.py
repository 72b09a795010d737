"""What is tried on `Shop`: a model that stands still, others who sell, positions to wait for."""

from typing import Any

from eventlab import Event, MemoryStore
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_class
from eventlab.course.telling import step
from eventlab.store import Expected, WrongVersion

from . import sell_mistakes as m
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
    _left(counter, 2, {5: m.NO_WAIT, TimeoutError: m.BEYOND}, 2)


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
        if wanted:
            _refused(counter, "tea", 1, "none is left", m.DECIDES)
        else:
            _sold(counter, "tea", 1, m.DECIDES)


@sell.edge
def the_last_one(Shop: Any) -> None:
    """All that is left can be sold, and then nothing more."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 2)
    counter.follow()
    _sold(counter, "tea", 2, m.OFF_BY_ONE)
    _refused(counter, "tea", 1, "none is left", m.OVERSELLS)


@sell.edge
def several_arrivals(Shop: Any) -> None:
    """What has arrived is added up, before and after a sale."""
    counter = Counter(Shop)
    for type, pieces in [("ItemArrived", 4), ("ItemSold", 3), ("ItemArrived", 2)]:
        counter.happens(type, "tea", pieces)
    counter.follow()
    _sold(counter, "tea", 3, m.ADDS_WRONGLY)
    _refused(counter, "tea", 1, "none is left", m.OVERSELLS)


@sell.edge
def an_arrival_that_the_model_lacks(Shop: Any) -> None:
    """What has arrived can be sold, though the model does not know of it yet."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 1)
    counter.happens("ItemSold", "tea", 1)
    counter.follow()
    counter.model.end = 2
    counter.happens("ItemArrived", "tea", 3)
    _sold(counter, "tea", 3, m.DECIDES)


@sell.edge
def two_alike(Shop: Any) -> None:
    """Two sales of the same size are two events, each with its own id and position."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    for position in (2, 3):
        counter.follow()
        if (found := _sold(counter, "tea", 1)) != position:
            mistake = m.ANOTHER_SALE if found in range(1, position) else None
            raise Failure(f"position {position}", said(found), mistake)
    if len(ids := {r.event.id for r in MemoryStore.read(counter.store, "tea", after=1)}) < 2:
        raise Failure("two ids", f"the id {ids.pop()!r} twice", m.SAME_ID)


@sell.edge
def unknown_item(Shop: Any) -> None:
    """Of an item that never arrived, and of others, nothing can be sold."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "cup", 5)
    _refused(counter, "tea", 1, "there is no tea", m.WHOLE_STORE)


@sell.edge
def other_types(Shop: Any) -> None:
    """Other events in the item's stream change nothing."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 2)
    counter.happens("PriceChanged", "tea")
    counter.happens("ItemCounted", "tea", 9)
    _sold(counter, "tea", 1)
    _refused(counter, "tea", 2, "1 is left", m.OVERSELLS)


@sell.edge
def has_come_so_far(Shop: Any) -> None:
    """A model that has come to the position, or past it, answers at once with what it says."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    counter.follow()
    counter.happens("ItemSold", "tea", 3)
    _left(counter, 5, {2: m.ASKS_THE_STORE}, 1)
    counter.follow()
    _left(counter, 2, {5: m.REMEMBERS})
    counter.happens("ItemSold", "tea", 2)
    counter.follow()
    if (found := counter.left("tea")) is None:
        raise Failure("0", said(found), m.NO_ZERO)
    _left(counter, 0, {})


@sell.edge
def several_steps(Shop: Any) -> None:
    """The model may need several steps to the position, and goes no further than it must."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 9)
    for _ in range(4):
        counter.happens("ItemSold", "tea", 1)
    _comes_to(counter, 4, 6)


@sell.edge
def many_steps(Shop: Any) -> None:
    """However many steps it takes, they are taken."""
    counter = Counter(Shop)
    step("the store gets 99 events")
    for _ in range(99):
        MemoryStore.append(counter.store, "tea", [Event("ItemArrived", {"pieces": 1})])
    _comes_to(counter, 99, 99)


@sell.edge
def cannot_come_so_far(Shop: Any) -> None:
    """If the model cannot come to the position, a TimeoutError says so."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    counter.happens("ItemSold", "tea", 3)
    counter.model.end = 1
    if not isinstance(found := counter.left("tea", 2), TimeoutError):
        known = {5: m.ANSWERS_ANYWAY, 2: m.ASKS_THE_STORE}
        raise Failure("a TimeoutError", said(found), _among(known, found))


@sell.fault
def somebody_is_quicker(Shop: Any) -> None:
    """When somebody sells the last one after the look, it is not sold again."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 1)
    counter.follow()
    counter.store.after_read = lambda: counter.happens("ItemSold", "tea", 1)
    found = counter.sell("tea", 1)
    if counter.truth("tea") < 0:
        any = isinstance(counter.store.expected, Expected)
        raise Failure("1 sold", "2 sold", m.NO_VERSION if any else m.READ_LATE)
    if not isinstance(found, (WrongVersion, ValueError)):
        mistake = None if isinstance(found, Exception) else m.HIDES_IT
        raise Failure("a WrongVersion or a ValueError", said(found), mistake)


@sell.fault
def somebody_comes_before(Shop: Any) -> None:
    """When another item is sold right before it, the position is still that of its own event."""
    counter = Counter(Shop)
    counter.happens("ItemArrived", "tea", 5)
    counter.happens("ItemArrived", "cup", 5)
    counter.store.before_append = lambda: counter.happens("ItemSold", "cup", 1)
    if (found := counter.sell("tea", 1)) != 4:
        mistake = m.GUESSES if isinstance(found, int) and found < 4 else None
        raise Failure("position 4", said(found), mistake)


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


def _sold(counter: Counter, item: str, pieces: int, mistake: Mistake | None = None) -> Any:
    """Sell what is there; whoever refuses it makes that mistake."""
    found = counter.sell(item, pieces)
    if isinstance(found, Exception):
        known = mistake if isinstance(found, ValueError) else None
        raise Failure(f"a sale: {counter.truth(item)} are left", said(found), known) from found
    return found


def _refused(counter: Counter, item: str, pieces: int, why: str, mistake: Mistake) -> None:
    """Try to sell what is not there; whoever sells it makes that mistake."""
    found = counter.sell(item, pieces)
    if not isinstance(found, ValueError):
        known = None if isinstance(found, Exception) else mistake
        raise Failure(f"a ValueError: {why}", said(found), known)


def _comes_to(counter: Counter, position: int, wanted: int) -> None:
    """Ask for an answer of that position, which the model can come to."""
    found = counter.left("tea", position)
    if found != wanted:
        mistake = m.GIVES_UP_EARLY if isinstance(found, TimeoutError) else None
        if found == counter.model.pieces("tea"):
            mistake = m.TO_THE_END if counter.model.position > position else m.ONE_STEP
        elif found == counter.truth("tea"):
            mistake = m.ASKS_THE_STORE
        raise Failure(f"{wanted}, as at position {position}", said(found), mistake)


def _left(counter: Counter, wanted: int, known: dict[Any, Mistake], *at_least: int) -> None:
    behind = max(at_least, default=0) > counter.model.position
    found = counter.left("tea", *at_least)
    if counter.model.calls and not behind:
        raise Failure("an answer at once", "it lets the model catch up", m.WAITS_FOR_ALL)
    if found != wanted:
        raise Failure(f"{wanted}", said(found), _among(known, found))


def _among(known: dict[Any, Mistake], found: Any) -> Mistake | None:
    return known.get(found if isinstance(found, int) else type(found))
