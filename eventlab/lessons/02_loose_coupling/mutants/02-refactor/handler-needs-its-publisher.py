# Handlers look into the checkout instead of the event.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.last = order
        self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    checkout = Checkout(bus)

    def reserve(event):
        stock.reserve(checkout.last["item"])

    def send_receipt(event):
        mail.send_receipt(checkout.last["customer"], checkout.last["number"])

    def add_points(event):
        points.add(checkout.last["customer"], checkout.last["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return checkout
