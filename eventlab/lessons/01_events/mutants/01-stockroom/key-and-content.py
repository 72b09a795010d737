# The intent is known by its key, item and number together.
import eventlab


class Stockroom:
    def __init__(self, publish):
        self.publish, self.counts, self.told = publish, {}, {}

    def left(self, item):
        return self.counts.get(item, 0)

    def delivered(self, event):
        item = event.data["item"]
        self.counts[item] = self.left(item) + event.data["number"]

    def reserve(self, key, item, number):
        intent = key, item, number
        if intent not in self.told:
            name = "ReservationRefused"
            if number <= self.left(item):
                self.counts[item] = self.left(item) - number
                name = "GoodsReserved"
            self.told[intent] = eventlab.Event(name, {"item": item, "number": number})
        self.publish(self.told[intent])
