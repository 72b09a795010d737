# The state is the tuple of all events, and decide counts.
from eventlab import Decider, Event


def of(order, past):
    amount = 0
    for event in past:
        if event.data.get("order") == order:
            amount = amount + event.data["amount"] if event.type == "StockReserved" else 0
    return amount


def free(past):
    came = sum(e.data["amount"] for e in past if e.type == "StockReceived")
    came += sum(e.data["difference"] for e in past if e.type == "StockCorrected")
    return came - sum(of(order, past) for order in {e.data.get("order") for e in past} - {None})


def decide(command, past):
    if command[0] == "receive":
        return [Event("StockReceived", {"amount": command[1]})]
    has = of(command[1], past)
    if command[0] == "release":
        return [Event("StockReleased", {"order": command[1]})] if has else []
    if has:
        return []
    left = free(past) - command[2]
    if left < 0:
        raise KeyError("out of stock")
    new = [Event("StockReserved", {"order": command[1], "amount": command[2]})]
    return new if left else [*new, Event("SoldOut")]


stock = Decider(tuple, decide, lambda past, event: (*past, event))
