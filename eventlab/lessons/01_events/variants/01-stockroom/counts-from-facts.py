# Keeps nothing but facts: every count is added up from what was heard and told.
from eventlab import Event


class Stockroom:
    def __init__(self, publish):
        self.publish, self.facts = publish, []

    def left(self, item):
        signs = {"GoodsDelivered": 1, "GoodsReserved": -1, "ReservationDeclined": 0}
        return sum(
            signs[fact.type] * fact.data["number"]
            for _, fact in self.facts
            if fact.data["item"] == item
        )

    def delivered(self, event):
        self.facts.append((None, event))

    def reserve(self, key, item, number):
        for known, fact in self.facts:
            if known == key:
                return self.publish(fact)
        short = self.left(item) < number
        type = "GoodsReserved" if not short else "ReservationDeclined"
        self.facts.append((key, Event(type, {"item": item, "number": number})))
        self.publish(self.facts[-1][1])
