# place names a handler to decide whether to publish.
from eventlab import Event


services = {}


def reserve(event):
    services["stock"].reserve(event.data["item"])


def send_receipt(event):
    services["mail"].send_receipt(event.data["customer"], event.data["number"])


def add_points(event):
    services["points"].add(event.data["customer"], event.data["total"])


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        if reserve and send_receipt and add_points:
            self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    services.update(stock=stock, mail=mail, points=points)
    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return Checkout(bus)
