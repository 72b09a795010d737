# Decides in a function that only returns, and sends what that has returned.
NEXT = {"OrderPlaced": "ReserveStock", "StockReserved": "ChargeCard", "CardCharged": "ShipOrder"}
UNDO = {"StockReserved": "ReleaseStock", "CardCharged": "RefundCard"}
FAILED = {"OutOfStock", "CardRefused", "ShippingFailed"}


class Saga:
    def __init__(self, store, clock, send):
        self.s, self.c, self.tell = store, clock, send

    def handle(self, event):
        order = event.data["order"]
        seen, done, due, over = self.s.get(order, ((), (), self.c.now() + 900, False))
        if event.id in seen:
            return
        commands, done, over = self.react(event.type, done, over)
        for c in commands:
            self.tell(c, order)
        self.s[order] = (*seen, event.id), done, due, over

    def react(self, what, done, over):
        match what, over:
            case "OrderShipped", _:
                return (), done, True
            case t, True:
                return ((UNDO[t],) if t in UNDO else ()), done, True
            case t, False if t in FAILED:
                return self.back(done), (), True
            case t, False:
                return (NEXT[t],), done + ((t,) if t in UNDO else ()), False

    def back(self, done):
        return [*(UNDO[t] for t in done[::-1]), "CancelOrder"]

    def tick(self):
        for order, (seen, done, due, over) in list(self.s.items()):
            if over or self.c.now() < due:
                continue
            for c in self.back(done):
                self.tell(c, order)
            self.s[order] = seen, (), due, True
