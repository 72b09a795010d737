# An Observer: the checkout calls a list of handlers, and the bus is idle.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus, self.observers = bus, []

    def place(self, order):
        event = Event("OrderPlaced", order)
        for observer in self.observers:
            observer(event)


def open_shop(bus, stock, mail, points):
    def reserve(event):
        stock.reserve(event.data["item"])

    def send_receipt(event):
        mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        points.add(event.data["customer"], event.data["total"])

    checkout = Checkout(bus)
    checkout.observers += [reserve, send_receipt, add_points]
    return checkout
