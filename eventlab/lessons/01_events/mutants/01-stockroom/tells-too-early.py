# It tells of a reservation, and then makes it.
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
            self.publish(self.told[key])
            return
        enough = number <= self.left(item)
        name = "GoodsReserved" if enough else "ReservationRefused"
        self.told[key] = eventlab.Event(name, {"item": item, "number": number})
        self.publish(self.told[key])
        if enough:
            self.counts[item] -= number

    def decide(self, item, number):
        name = "ReservationRefused"
        if number <= self.left(item):
            self.counts[item] -= number
            name = "GoodsReserved"
        return eventlab.Event(name, {"item": item, "number": number})
