# One dict of commands that are still to be told, told by a function that is made for each.
import functools

from eventlab import Event


class Stockroom:
    def __init__(self, publish):
        shelf, tell = {}, {}
        self.left = lambda item: shelf.get(item, 0)

        def delivered(event):
            shelf[event.data["item"]] = self.left(event.data["item"]) + event.data["number"]

        def reserve(key, item, number):
            if key not in tell:
                tell[key] = functools.partial(publish, decided(item, number))
            return tell[key]()

        def decided(item, number):
            data = {"item": item, "number": number}
            if self.left(item) < number:
                return Event("CustomerDisappointed", data)
            shelf[item] = shelf.get(item, 0) - number
            return Event("StockReserved", data)

        self.delivered, self.reserve = delivered, reserve
