# The shop is put together by a static method of the checkout.
from eventlab import Event

class Checkout:
    def __init__(self, bus):
        self.bus = bus

    @staticmethod
    def open(bus, stock, mail, points):
        bus.subscribe("OrderPlaced", lambda e: stock.reserve(e.data["item"]))
        bus.subscribe("OrderPlaced", lambda e: mail.send_receipt(e.data["customer"], e.data["number"]))
        bus.subscribe("OrderPlaced", lambda e: points.add(e.data["customer"], e.data["total"]))
        return Checkout(bus)

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    return Checkout.open(bus, stock, mail, points)
