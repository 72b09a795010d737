"""What is tried with customers, sales and items whose names are alike."""

import sqlite3
from typing import Any

from eventlab import Event
from eventlab.course.alike import alike, any_text, tell_apart
from eventlab.course.grading import Failure
from eventlab.course.mistakes import IN_THE_STATEMENT
from eventlab.course.salting import HASH, once_more_elsewhere
from eventlab.course.telling import show, step

from .mistakes import HIDES
from .newest import change, newest
from .stock import SCHEMA, START, WHEN, left, stock, world


@newest.edge
def alike_customers(keep: Any) -> None:
    """Customers whose names are alike have each an entry of their own."""

    def each(*customers: str) -> None:
        book: dict[Any, Any] = {}
        for version, customer in enumerate(customers, start=1):
            step(f"keep(version {version} of {customer}, book)")
            keep(change(customer, version, f"{version}", 1), book)
        for version, customer in enumerate(customers, start=1):
            if tuple(book.get(customer, ())) != (entry := (version, f"{version} road")):
                raise Failure(f"{customer} has the entry {entry}", show(book.get(customer)))

    tell_apart(alike("customer"), each)


@stock.edge
def alike_sales(take: Any) -> None:
    """Sales whose ids are alike each count, and so do items whose names are."""
    items = dict(zip(alike("sale"), alike("item"), strict=True))

    def each(*sales: str) -> None:
        db = sqlite3.connect(":memory:")
        db.executescript(SCHEMA)
        db.executemany("INSERT INTO stock VALUES (?, ?)", [(items[id], START) for id in sales])
        db.commit()
        for id in sales:
            step(f"take({id} of {items[id]}, db)")
            data = {"item": items[id], "pieces": 1}
            take(Event("Sold", data, id=id, source="/shop", time=WHEN), db)
        left = dict(db.execute("SELECT item, pieces FROM stock"))
        db.close()
        for id in sales:
            if (found := left.get(items[id])) != START - 1:
                raise Failure(f"{START - 1} of {items[id]} are left", f"{found} are")

    tell_apart(alike("sale"), each)


@stock.edge
def any_name(take: Any) -> None:
    """Names are text, whatever stands in them."""
    item, db = "potter's wheel", sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    db.execute("INSERT INTO stock VALUES (?, ?)", (item, START))
    db.commit()
    step(f"take(ada's-sale of a {item}, db)")
    sale = Event("Sold", {"item": item, "pieces": 1}, id="ada's-sale", source="/shop", time=WHEN)
    with any_text():
        take(sale, db)
    if (found := dict(db.execute("SELECT item, pieces FROM stock"))[item]) != START - 1:
        raise Failure(f"{START - 1} of them are left", f"{found} are", IN_THE_STATEMENT)
    db.close()


@stock.fault
def in_every_process(take: Any) -> None:
    """A duplicate is recognised by another process as well."""
    found = left(once_more_elsewhere(world(take), "A"))["teapot"]
    if found != START - 3:
        raise Failure(f"{START - 3} teapots left", f"{found} are left", HASH)


@stock.edge
def below_zero(take: Any) -> None:
    """What was sold counts, also where it is more than there was."""
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    step(f"of the item cup there are {START}")
    for id, pieces in (("A", START - 1), ("B", 3), ("C", 1)):
        step(f"take({id}: {pieces} cups sold, db)")
        take(Event("Sold", {"item": "cup", "pieces": pieces}, id=id, source="/shop", time=WHEN), db)
    found = left(db)["cup"]
    db.close()
    if found != -3:
        raise Failure("-3 cups left: three are still to be found", f"{found} left", HIDES)
