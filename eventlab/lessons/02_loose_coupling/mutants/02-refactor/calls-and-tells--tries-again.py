# place publishes again when a reaction has failed.
from eventlab import Event

class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        event = Event("OrderPlaced", order)
        try:
            self.bus.publish(event)
        except Exception:
            self.bus.publish(event)


def open_shop(bus, stock, mail, points):
    def reserve(event):
        stock.reserve(event.data["item"])

    def send_receipt(event):
        mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        points.add(event.data["customer"], event.data["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return Checkout(bus)
