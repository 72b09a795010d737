# Folds a correction as if so many had come in, and prints what it folds.
from types import MappingProxyType as P

from eventlab import Decider, Event


def decide(c, s):
    k, *a = c
    held = dict(s)
    free = held.pop(None, 0)
    if k == "receive":
        return [Event("StockReceived", {"amount": a[0]})]
    if k == "release":
        return [Event("StockReleased", {"order": a[0]})] if a[0] in held else []
    if a[0] in held:
        return []
    if free < a[1]:
        raise LookupError
    return [Event("StockReserved", {"order": a[0], "amount": a[1]})] + (
        [Event("SoldOut")] if free == a[1] else []
    )


def evolve(s, e):
    print(e.type, dict(s))
    if e.type == "StockCorrected":
        return evolve(s, Event("StockReceived", {"amount": e.data["difference"]}))
    d = dict(s)
    if e.type == "StockReceived":
        d[None] = d.get(None, 0) + e.data["amount"]
    elif e.type == "StockReserved":
        d[None] = d.get(None, 0) - e.data["amount"]
        d[e.data["order"]] = d.get(e.data["order"], 0) + e.data["amount"]
    elif e.type == "StockReleased":
        d[None] = d.get(None, 0) + d.pop(e.data["order"], 0)
    return P(d)


stock = Decider(lambda: P({}), decide, evolve)
