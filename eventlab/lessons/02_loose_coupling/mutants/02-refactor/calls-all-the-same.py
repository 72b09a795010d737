# Points are reached through a global dict, around the bus.
from eventlab import Event


services = {}


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))
        services["points"].add(order["customer"], order["total"])


def open_shop(bus, stock, mail, points):
    services["points"] = points

    def reserve(event):
        stock.reserve(event.data["item"])

    def send_receipt(event):
        mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        points.add(event.data["customer"], event.data["total"])

    for reaction in (reserve, send_receipt):
        bus.subscribe("OrderPlaced", reaction)
    return Checkout(bus)
