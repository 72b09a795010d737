# Keeps no ids: a state says which event can come next, the rest came before.
NEXT = {"OrderPlaced": "ReserveStock", "StockReserved": "ChargeCard", "CardCharged": "ShipOrder"}
UNDO = {"StockReserved": "ReleaseStock", "CardCharged": "RefundCard"}
FAILED = {"OutOfStock", "CardRefused", "ShippingFailed"}


AT = {"OrderPlaced": "new", "StockReserved": "placed", "CardCharged": "reserved"}
THEN = {"OrderPlaced": "placed", "StockReserved": "reserved", "CardCharged": "charged"}
UNDOS = {"placed": [], "reserved": ["ReleaseStock"], "charged": ["RefundCard", "ReleaseStock"]}


class Saga:
    def __init__(self, store, clock, send):
        self.store, self.clock, self.send = store, clock, send

    def handle(self, event):
        order, type = event.data["order"], event.type
        state, due, known = self.store.get(order, ("new", self.clock.now() + 900, ()))
        if type in AT and state == AT[type]:
            self.send(NEXT[type], order)
            self.store[order] = (THEN[type], due, (*known, type))
        elif type in FAILED and state in UNDOS:
            self.cancel(order, state, due, known)
        elif type == "OrderShipped" and state == "charged":
            self.store[order] = ("shipped", due, known)
        elif state == "cancelled" and type in UNDO and type not in known:
            self.send(UNDO[type], order)
            self.store[order] = (state, due, (*known, type))

    def cancel(self, order, state, due, known):
        for command in UNDOS[state] + ["CancelOrder"]:
            self.send(command, order)
        self.store[order] = ("cancelled", due, known)

    def tick(self):
        for order, (state, due, known) in self.store.items():
            if state in UNDOS and due <= self.clock.now():
                self.cancel(order, state, due, known)
