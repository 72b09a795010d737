# The event's id is the key, and its time is kept, so that a retry can make the same event anew.
from collections import Counter
from datetime import UTC, datetime

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
            outcome, time = self.outcomes[key]
        except KeyError:
            outcome, time = "sold" if self[item] >= number else "withheld", datetime.now(UTC)
            self.outcomes[key] = outcome, time
            self[item] -= number if outcome == "sold" else 0
        data = {"number": number, "item": item}
        self.publish(eventlab.Event(f"goods.{outcome}", data, id=key, time=time))
