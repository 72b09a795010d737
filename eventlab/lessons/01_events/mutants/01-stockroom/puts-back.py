# Puts the goods back when publish raises, and takes them at the retry.
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
            ok = number <= self.left(item)
            self.told[key] = [eventlab.Event("GoodsReserved" if ok else "ReservationRefused", {"item": item, "number": number}), ok]
        event, pending = self.told[key]
        if pending:
            self.counts[item] -= number
            self.told[key][1] = False
        try:
            self.publish(event)
        except Exception:
            if pending:
                self.counts[item] += number
                self.told[key][1] = True
            raise
