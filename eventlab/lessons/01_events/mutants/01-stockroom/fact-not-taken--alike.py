# A delivery that is like an earlier one is taken for the same.
import eventlab


class Stockroom:
    def __init__(self, publish):
        self.publish, self.counts, self.told = publish, {}, {}

    def left(self, item):
        return self.counts.get(item, 0)

    def delivered(self, event):
        item, number = event.data["item"], event.data["number"]
        if (item, number) not in self.told:
            self.told[item, number] = event
            self.counts[item] = self.left(item) + number

    def reserve(self, key, item, number):
        if key not in self.told:
            self.told[key] = self.decide(item, number)
        self.publish(self.told[key])

    def decide(self, item, number):
        name = "ReservationRefused"
        if number <= self.left(item):
            self.counts[item] -= number
            name = "GoodsReserved"
        return eventlab.Event(name, {"item": item, "number": number})
