# Has no entry for an order, but one for each thing that is known of it.
NEXT = {"OrderPlaced": "ReserveStock", "StockReserved": "ChargeCard", "CardCharged": "ShipOrder"}
UNDO = {"StockReserved": "ReleaseStock", "CardCharged": "RefundCard"}
FAILED = {"OutOfStock", "CardRefused", "ShippingFailed"}


class Saga:
    def __init__(self, store, clock, send):
        self.store, self.clock, self.send = store, clock, send

    def handle(self, event):
        order = event.data["order"]
        if ("had", order, event.id) in self.store:
            return
        self.store.setdefault(("due", order), self.clock.now() + 900)
        if ("end", order) in self.store:
            if self.store["end", order] == "cancelled" and event.type in UNDO:
                self.send(UNDO[event.type], order)
        elif event.type in FAILED:
            self.cancel(order)
        elif event.type in NEXT:
            self.send(NEXT[event.type], order)
            if event.type in UNDO:
                self.store["done", order, event.type] = True
        else:
            self.store["end", order] = "shipped"
        self.store["had", order, event.id] = True

    def cancel(self, order):
        for step in ("CardCharged", "StockReserved"):
            if ("done", order, step) in self.store:
                self.send(UNDO[step], order)
        self.send("CancelOrder", order)
        self.store["end", order] = "cancelled"

    def tick(self):
        for key in [key for key in self.store if key[0] == "due"]:
            order = key[1]
            if ("end", order) not in self.store and self.store[key] <= self.clock.now():
                self.cancel(order)
