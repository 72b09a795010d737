# Ignores a reservation of an order that has items already.
from eventlab import Decider, Event
def initial():
    return 0, {}
def decide(command, state):
    free, reserved = state
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
    free, reserved = state
    data = event.data
    match event.type:
        case "StockReceived":
            return free + data["amount"], reserved
        case "StockCorrected":
            return free + data["difference"], reserved
        case "StockReserved" if data["order"] in reserved:
            return state
        case "StockReserved":
            amount = reserved.get(data["order"], 0) + data["amount"]
            return free - data["amount"], {**reserved, data["order"]: amount}
        case "StockReleased":
            left = {order: n for order, n in reserved.items() if order != data["order"]}
            return free + reserved.get(data["order"], 0), left
    return state
stock = Decider(initial, decide, evolve)
