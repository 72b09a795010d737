# Knows an order by the last two digits of its number.
from dataclasses import dataclass, field, replace

from eventlab import Decider, Event


@dataclass(frozen=True)
class Shelf:
    total: int = 0
    reserved: dict = field(default_factory=dict)

    @property
    def free(self):
        return self.total - sum(self.reserved.values())


def receive(shelf, amount):
    yield Event("StockReceived", {"amount": amount})


def reserve(shelf, order, amount):
    if order % 100 in shelf.reserved:
        return
    if shelf.free < amount:
        raise LookupError("out of stock")
    yield Event("StockReserved", {"order": order, "amount": amount})
    if shelf.free == amount:
        yield Event("SoldOut")


def release(shelf, order):
    if order % 100 in shelf.reserved:
        yield Event("StockReleased", {"order": order})


COMMANDS = {"receive": receive, "reserve": reserve, "release": release}


def decide(command, shelf):
    name, *rest = command
    return list(COMMANDS[name](shelf, *rest))


def evolve(shelf, event):
    if event.type in ("StockReceived", "StockCorrected"):
        change = event.data.get("amount", event.data.get("difference"))
        return replace(shelf, total=shelf.total + change)
    if event.type == "StockReserved":
        order = event.data["order"] % 100
        amount = shelf.reserved.get(order, 0) + event.data["amount"]
        return replace(shelf, reserved=shelf.reserved | {order: amount})
    if event.type == "StockReleased":
        reserved = dict(shelf.reserved)
        reserved.pop(event.data["order"] % 100, None)
        return replace(shelf, reserved=reserved)
    return shelf


stock = Decider(Shelf, decide, evolve)
