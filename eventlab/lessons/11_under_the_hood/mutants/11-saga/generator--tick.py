# Yields each order that it has cancelled.
from dataclasses import dataclass, replace

NEXT = {"OrderPlaced": "ReserveStock", "StockReserved": "ChargeCard", "CardCharged": "ShipOrder"}
UNDO = {"StockReserved": "ReleaseStock", "CardCharged": "RefundCard"}
FAILED = {"OutOfStock", "CardRefused", "ShippingFailed"}


@dataclass(frozen=True)
class Order:
    due: float
    had: frozenset = frozenset()
    undo: tuple = ()
    open: bool = True


class Saga:
    def __init__(self, store, clock, send):
        self.store = store
        self.now = clock.now
        self.send = send

    def handle(self, event):
        number = event.data["order"]
        try:
            order = self.store[number]
        except KeyError:
            order = Order(self.now() + 900)
        if event.id not in order.had:
            commands, order = self.after(event.type, order)
            for command in commands:
                self.send(command, number)
            self.store[number] = replace(order, had=order.had | {event.id})

    def after(self, type, order):
        undo = (UNDO[type],) if type in UNDO else ()
        if not order.open:
            return undo, order
        if type in FAILED or type == "deadline":
            return (*order.undo, "CancelOrder"), replace(order, open=False)
        if type == "OrderShipped":
            return (), replace(order, open=False)
        return (NEXT[type],), replace(order, undo=undo + order.undo)

    def tick(self):
        for number, order in self.store.items():
            if order.open and self.now() >= order.due:
                commands, order = self.after("deadline", order)
                for command in commands:
                    self.send(command, number)
                self.store[number] = order
                yield number
