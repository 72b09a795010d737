# The order lies one level deeper.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", {"order": order}))


def open_shop(bus, stock, mail, points):
    def reserve(event):
        stock.reserve(event.data["order"]["item"])

    def send_receipt(event):
        mail.send_receipt(event.data["order"]["customer"], event.data["order"]["number"])

    def add_points(event):
        points.add(event.data["order"]["customer"], event.data["order"]["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return Checkout(bus)
