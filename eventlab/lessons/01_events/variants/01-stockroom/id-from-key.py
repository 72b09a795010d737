# The event's id is the key, so that a retry can make the same event anew.
from collections import Counter

import eventlab


class Stockroom(Counter):
    def __init__(self, publish):
        super().__init__()
        self.publish = publish
        self.outcomes = {}

    def left(self, item):
        return self[item]

    def delivered(self, event):
        self[event.data["item"]] += event.data["number"]

    def reserve(self, key, item, number):
        try:
            outcome = self.outcomes[key]
        except KeyError:
            outcome = self.outcomes[key] = "sold" if self[item] >= number else "withheld"
            self[item] -= number if outcome == "sold" else 0
        self.publish(eventlab.Event(f"goods.{outcome}", {"number": number, "item": item}, id=key))
