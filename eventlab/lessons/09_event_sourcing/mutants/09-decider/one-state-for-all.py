# Changes the one dict that all begin with.
from eventlab import Decider, Event


BEGIN = {"free": 0, "reserved": {}}


def initial():
    return BEGIN


def decide(command, state):
    free, reserved = state["free"], state["reserved"]
    match command:
        case ("receive", amount):
            return [Event("StockReceived", {"amount": amount})]
        case ("reserve", order, amount) if order not in reserved:
            if amount > free:
                raise LookupError(f"{amount} are wanted, and {free} are free")
            sold_out = [Event("SoldOut")] * (amount == free)
            return [Event("StockReserved", {"order": order, "amount": amount}), *sold_out]
        case ("release", order) if order in reserved:
            return [Event("StockReleased", {"order": order})]
    return []


def evolve(state, event):
    free, reserved = state["free"], state["reserved"]
    data = event.data
    match event.type:
        case "StockReceived":
            state["free"] += data["amount"]
        case "StockCorrected":
            state["free"] += data["difference"]
        case "StockReserved":
            state["free"] -= data["amount"]
            reserved[data["order"]] = reserved.get(data["order"], 0) + data["amount"]
        case "StockReleased":
            state["free"] += reserved.pop(data["order"], 0)
    return state


stock = Decider(initial, decide, evolve)
