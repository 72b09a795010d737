# Keeps all orders in one entry, as text.
import json

NEXT = {"OrderPlaced": "ReserveStock", "StockReserved": "ChargeCard", "CardCharged": "ShipOrder"}
UNDO = {"StockReserved": "ReleaseStock", "CardCharged": "RefundCard"}
FAILED = {"OutOfStock", "CardRefused", "ShippingFailed"}


class Saga:
    def __init__(self, store, clock, send):
        self.store, self.clock, self.send = store, clock, send
        self.store.setdefault("orders", "{}")

    def handle(self, event):
        orders = json.loads(self.store["orders"])
        o = orders.setdefault(
            event.data["order"], {"ids": [], "steps": [], "t": self.clock.now(), "end": ""}
        )
        if event.id in o["ids"]:
            return
        o["ids"].append(event.id)
        for command in self.react(o, event.type):
            self.send(command, event.data["order"])
        self.store.update(orders=json.dumps(orders))

    def react(self, o, type):
        if o["end"]:
            return [UNDO[type]] if o["end"] == "bad" and type in UNDO else []
        if type in FAILED:
            return self.undo(o)
        if type == "OrderShipped":
            o["end"] = "good"
            return []
        o["steps"].insert(0, type)
        return [NEXT[type]]

    def undo(self, o):
        o["end"] = "bad"
        return [UNDO[s] for s in o["steps"] if s in UNDO] + ["CancelOrder"]

    def tick(self):
        orders = json.loads(self.store["orders"])
        for number, o in orders.items():
            if not o["end"] and self.clock.now() - o["t"] >= 900:
                for command in self.undo(o):
                    self.send(command, number)
                self.store["orders"] = json.dumps(orders)
