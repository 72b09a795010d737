# The type says what is to be done, with a participle at its end.
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import eventlab
from eventlab.course import check, hint, solution
class Stockroom:
    def __init__(self, publish):
        self.publish = publish
        self.counts = {}
        self.told = {}

    def left(self, item):
        return self.counts.get(item, 0)

    def delivered(self, event):
        item = event.data["item"]
        self.counts[item] = self.left(item) + event.data["number"]

    def reserve(self, key, item, number):
        if key not in self.told:
            name = "ReservationRefused"
            if number <= self.left(item):
                self.counts[item] -= number
                name = "GoodsToBeReserved"
            self.told[key] = eventlab.Event(name, {"item": item, "number": number})
        self.publish(self.told[key])
