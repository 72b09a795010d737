# Its facts are named by participles that do not end in -ed, and one of them is a compound.
from collections import Counter

from eventlab import Event


class Stockroom:
    def __init__(self, publish):
        self.publish, self.stock, self.decided = publish, Counter(), {}

    def left(self, item):
        return self.stock[item]  # a Counter answers 0, and remembers nothing of the question

    def delivered(self, event):
        self.stock.update({event.data["item"]: event.data["number"]})

    def reserve(self, key, item, number):
        fact = self.decided.get(key)
        if fact is None:
            enough = self.stock[item] >= number
            self.stock[item] -= number * enough
            name = "PiecesHeld" if enough else "ItemOversold"
            fact = self.decided[key] = Event(name, {"item": item, "number": number})
        self.publish(fact)
