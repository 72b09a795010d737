# Receipt and points come as a pair.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    def thank(event):
        mail.send_receipt(event.data["customer"], event.data["number"])
        points.add(event.data["customer"], event.data["total"])

    bus.subscribe("OrderPlaced", lambda event: stock.reserve(event.data["item"]))
    bus.subscribe("OrderPlaced", thank)
    return Checkout(bus)
