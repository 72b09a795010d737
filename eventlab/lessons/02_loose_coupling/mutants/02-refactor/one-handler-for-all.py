# A dispatcher does all three.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    def react(event):
        stock.reserve(event.data["item"])
        mail.send_receipt(event.data["customer"], event.data["number"])
        points.add(event.data["customer"], event.data["total"])

    bus.subscribe("OrderPlaced", react)
    return Checkout(bus)
