# Remembers the hash() of each id.
NEXT = {"OrderPlaced": "ReserveStock", "StockReserved": "ChargeCard", "CardCharged": "ShipOrder"}
UNDO = {"StockReserved": "ReleaseStock", "CardCharged": "RefundCard"}
FAILED = {"OutOfStock", "CardRefused", "ShippingFailed"}
class Saga:
    def __init__(self, store, clock, send):
        self.store, self.clock, self.send = store, clock, send
    def cancel(self, order, state):
        for command in [*reversed(state["undo"]), "CancelOrder"]:
            self.send(command, order)
        state["ended"] = True
    def handle(self, event):
        order, type = event.data["order"], event.type
        key = str(hash(event.id))
        new = {"seen": [], "undo": [], "due": self.clock.now() + 900, "ended": False}
        state = self.store.get(order, new)
        if key in state["seen"]:
            return
        state["seen"].append(key)
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
    def tick(self):
        for order in list(self.store):
            state = self.store[order]
            if not state["ended"] and state["due"] <= self.clock.now():
                self.cancel(order, state)
                self.store[order] = state
