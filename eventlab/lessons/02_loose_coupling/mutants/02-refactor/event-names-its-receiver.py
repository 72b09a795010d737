# The data lists who shall react.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order | {"to": ["stock", "mail", "points"]}))


def open_shop(bus, stock, mail, points):
    def reserve(event):
        if "stock" in event.data["to"]:
            stock.reserve(event.data["item"])

    def send_receipt(event):
        if "mail" in event.data["to"]:
            mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        if "points" in event.data["to"]:
            points.add(event.data["customer"], event.data["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return Checkout(bus)
