# Takes first, and puts back what is too much after telling of the refusal.
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
                name = "GoodsReserved"
            self.told[key] = eventlab.Event(name, {"item": item, "number": number})
        if self.told[key].type=='ReservationRefused':
            self.counts[item] = self.left(item) - number
            try:
                self.publish(self.told[key])
            finally:
                self.counts[item] += number
        else:
            self.publish(self.told[key])
