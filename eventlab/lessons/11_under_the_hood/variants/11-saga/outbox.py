# Saves the commands with the state, in one write, and sends what is saved.
NEXT = {"OrderPlaced": "ReserveStock", "StockReserved": "ChargeCard", "CardCharged": "ShipOrder"}
UNDO = {"StockReserved": "ReleaseStock", "CardCharged": "RefundCard"}
FAILED = {"OutOfStock", "CardRefused", "ShippingFailed"}


class Saga:
    def __init__(self, store, clock, send):
        self.store, self.clock, self.send = store, clock, send

    def handle(self, event):
        order, type = event.data["order"], event.type
        if order not in self.store:
            now = self.clock.now()
            self.store[order] = {"ids": [], "done": [], "since": now, "out": [], "is": "open"}
        state = self.store[order]
        if event.id not in state["ids"]:
            state["ids"].append(event.id)
            match state["is"], type:
                case "open", "OrderShipped":
                    state["is"] = "shipped"
                case "open", _ if type in FAILED:
                    self.cancel(state)
                case "open", _:
                    state["out"].append(NEXT[type])
                    state["done"].append(type)
                case "cancelled", "StockReserved" | "CardCharged":
                    state["out"].append(UNDO[type])
            self.store[order] = state
        self.flush(order)

    def cancel(self, state):
        state["out"] += [UNDO[step] for step in state["done"][::-1] if step in UNDO]
        state["out"].append("CancelOrder")
        state["is"] = "cancelled"

    def flush(self, order):
        while (state := self.store[order])["out"]:
            self.send(state["out"][0], order)
            state["out"] = state["out"][1:]
            self.store[order] = state

    def tick(self):
        for order in sorted(self.store):
            state = self.store[order]
            if state["is"] == "open" and self.clock.now() >= state["since"] + 900:
                self.cancel(state)
                self.store[order] = state
            self.flush(order)
