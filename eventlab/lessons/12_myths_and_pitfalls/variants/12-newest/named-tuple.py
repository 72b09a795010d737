# The pair has names.
from typing import NamedTuple


class Entry(NamedTuple):
    version: int
    address: str


def keep(event, book):
    new = Entry(event.data["version"], event.data["address"])
    if (
        event.data["customer"] not in book
        or Entry(*book[event.data["customer"]]).version < new.version
    ):
        book[event.data["customer"]] = new
