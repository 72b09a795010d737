"""What is tried with items and tasks whose names are alike."""

from typing import Any

from eventlab.course.alike import alike, any_text, tell_apart
from eventlab.course.grading import Failure

from .counter import Counter, said
from .crashes import projection
from .history import history
from .past import Past, checked
from .sell import sell
from .shop import Shop, sale


@projection.edge
def alike_rows(BestSellers: Any) -> None:
    """Items whose names are alike have each its own row."""

    def each(*items: str) -> None:
        shop = Shop(BestSellers)
        shop.happens(*(sale(item, 1) for item in items))
        shop.catch_up()
        shop.expect()

    tell_apart(alike("item"), each)


@sell.edge
def alike_items(Shop: Any) -> None:
    """Items whose names are alike are sold, and counted, each by itself."""

    def each(*items: str) -> None:
        counter = Counter(Shop)
        for pieces, item in enumerate(items, start=2):
            counter.happens("ItemArrived", item, pieces)
        for item in items:
            counter.sell(item, 1)
        counter.follow()
        for pieces, item in enumerate(items, start=1):
            if (found := counter.left(item)) != pieces or counter.truth(item) != pieces:
                happened = f"{said(found)}, and by its stream {counter.truth(item)}"
                raise Failure(f"{pieces} of {item} left", happened)

    tell_apart(alike("item"), each)


@history.edge
def alike_tasks(tries: Any) -> None:
    """Tasks whose names are alike have each its own row."""

    def each(*tasks: str) -> None:
        with Past(tries) as past:
            for task in tasks:
                past.happens(checked(task, "failed"))
                past.catch_up()
            past.expect()

    tell_apart(alike("task", 10), each)


@history.edge
def any_task(tries: Any) -> None:
    """A task's name is text, whatever stands in it."""
    with Past(tries) as past:
        past.happens(checked("ada's-task", "failed"), checked("ada's-task", "passed"))
        with any_text():
            past.catch_up()
        past.expect()
