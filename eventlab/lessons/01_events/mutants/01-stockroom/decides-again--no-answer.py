# A refusal is kept only when publish has returned.
import eventlab


class Stockroom:
    def __init__(self, publish):
        self.publish, self.counts, self.told = publish, {}, {}

    def left(self, item):
        return self.counts.get(item, 0)

    def delivered(self, event):
        item, number = event.data["item"], event.data["number"]
        self.counts[item] = self.left(item) + number

    def reserve(self, key, item, number):
        event = self.told.get(key) or self.decide(item, number)
        if event.type == "GoodsReserved":
            self.told[key] = event
        self.publish(event)
        self.told[key] = event

    def decide(self, item, number):
        name = "ReservationRefused"
        if number <= self.left(item):
            self.counts[item] -= number
            name = "GoodsReserved"
        return eventlab.Event(name, {"item": item, "number": number})
