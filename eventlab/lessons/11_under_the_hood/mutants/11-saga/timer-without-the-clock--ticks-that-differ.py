# Counts the ticks between which time has passed, however much.
NEXT = {"OrderPlaced": "ReserveStock", "StockReserved": "ChargeCard", "CardCharged": "ShipOrder"}
UNDO = {"StockReserved": "ReleaseStock", "CardCharged": "RefundCard"}
FAILED = {"OutOfStock", "CardRefused", "ShippingFailed"}


class Saga:
    def __init__(self, store, clock, send):
        self.store, self.clock, self.send = store, clock, send

    def handle(self, event):
        order, type = event.data["order"], event.type
        new = {"seen": [], "undo": [], "due": 2, "last": self.clock.now(), "ended": False}
        state = self.store.get(order, new)
        if event.id in state["seen"]:
            return
        state["seen"].append(event.id)
        if type in FAILED and not state["ended"]:
            self.cancel(order, state)
        elif type == "OrderShipped":
            state["ended"] = True
        elif not state["ended"]:
            self.send(NEXT[type], order)
            state["undo"] += [UNDO[type]] if type in UNDO else []
        elif type in UNDO:
            self.send(UNDO[type], order)
        self.store[order] = state

    def cancel(self, order, state):
        for command in [*reversed(state["undo"]), "CancelOrder"]:
            self.send(command, order)
        state["ended"] = True

    def tick(self):
        for order in list(self.store):
            state = self.store[order]
            if self.clock.now() > state["last"]:
                state["due"] -= 1
                state["last"] = self.clock.now()
            if not state["ended"] and state["due"] <= 0:
                self.cancel(order, state)
            self.store[order] = state
