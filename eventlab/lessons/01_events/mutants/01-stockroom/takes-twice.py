# The id comes from the key, and the rest is done at every retry.
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
        self.publish(self.decide(key, item, number))

    def decide(self, key, item, number):
        name = "ReservationRefused"
        if number <= self.left(item):
            self.counts[item] -= number
            name = "GoodsReserved"
        return eventlab.Event(name, {"item": item, "number": number}, id=key)
