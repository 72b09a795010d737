# The class of the checkout puts the shop together.
from eventlab import Event

class Checkout:
    def __init__(self, bus):
        self.bus = bus

    @classmethod
    def open(cls, bus, stock, mail, points):
        bus.subscribe("OrderPlaced", lambda e: stock.reserve(e.data["item"]))
        bus.subscribe("OrderPlaced", lambda e: mail.send_receipt(e.data["customer"], e.data["number"]))
        bus.subscribe("OrderPlaced", lambda e: points.add(e.data["customer"], e.data["total"]))
        return cls(bus)

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    return Checkout.open(bus, stock, mail, points)
