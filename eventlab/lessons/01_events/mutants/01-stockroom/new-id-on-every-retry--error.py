# The event is kept only when publish has returned.
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
        if key in self.told:
            event = self.told[key]
        elif key in self.counts:
            event = eventlab.Event(self.counts[key], {"item": item, "number": number})
        else:
            event = self.decide(item, number)
            self.counts[key] = event.type
        self.publish(event)
        self.told[key] = event

    def decide(self, item, number):
        name = "ReservationRefused"
        if number <= self.left(item):
            self.counts[item] -= number
            name = "GoodsReserved"
        return eventlab.Event(name, {"item": item, "number": number})
