# decide yields its events, and a memo remembers types; the state is a tuple of pairs with a number.
from functools import cache

from eventlab import Decider, Event


@cache
def name(word):
    return "Stock" + word.capitalize()


def decide(command, state):
    free, held = state
    has = dict(held)
    word, *rest = command
    if word == "receive":
        yield Event(name("received"), {"amount": rest[0]})
    elif word == "release" and rest[0] in has:
        yield Event(name("released"), {"order": rest[0]})
    elif word == "reserve" and rest[0] not in has:
        order, amount = rest
        if free - amount < 0:
            raise IndexError(order)
        yield Event(name("reserved"), {"order": order, "amount": amount})
        if free == amount:
            yield Event("SoldOut")


def evolve(state, event):
    free, held = state
    data = event.data
    if event.type == name("reserved"):
        return free - data["amount"], (*held, (data["order"], data["amount"]))
    if event.type == name("released"):
        stays = tuple(pair for pair in held if pair[0] != data["order"])
        back = [amount for order, amount in held if order == data["order"]]
        return free + sum(back), stays
    changes = {name("received"): "amount", name("corrected"): "difference"}
    return free + data[changes[event.type]] if event.type in changes else free, held


stock = Decider(lambda: (0, ()), decide, evolve)
