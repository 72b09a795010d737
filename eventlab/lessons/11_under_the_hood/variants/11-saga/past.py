# Keeps the events themselves, and works out anew each time what they come to.
NEXT = {"OrderPlaced": "ReserveStock", "StockReserved": "ChargeCard", "CardCharged": "ShipOrder"}
UNDO = {"StockReserved": "ReleaseStock", "CardCharged": "RefundCard"}
FAILED = {"OutOfStock", "CardRefused", "ShippingFailed"}


class Saga:
    def __init__(self, store, clock, send):
        self.store, self.clock, self.send = store, clock, send

    def handle(self, event):
        order = event.data["order"]
        past = self.store.get(order, [])
        if any(id == event.id for id, _, _ in past):
            return
        self.react(order, past, event.type)
        self.store[order] = [*past, (event.id, event.type, self.clock.now())]

    def react(self, order, past, type):
        types = [each for _, each, _ in past]
        ended = [each for each in types if each in FAILED or each in ("OrderShipped", "TooLate")]
        if ended:
            if ended[0] != "OrderShipped" and type in UNDO:
                self.send(UNDO[type], order)
        elif type in NEXT:
            self.send(NEXT[type], order)
        elif type != "OrderShipped":
            for done in reversed(types):
                if done in UNDO:
                    self.send(UNDO[done], order)
            self.send("CancelOrder", order)

    def tick(self):
        now = self.clock.now()
        for order, past in list(self.store.items()):
            late = now - past[0][2] >= 900
            if late and not any(id == "deadline" for id, _, _ in past):
                if not any(type == "OrderShipped" or type in FAILED for _, type, _ in past):
                    self.react(order, past, "TooLate")
                self.store[order] = [*past, ("deadline", "TooLate", now)]
