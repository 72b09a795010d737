# The data says what is to be done.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", {**order, "send_receipt": True}))


def open_shop(bus, stock, mail, points):
    def reserve(event):
        stock.reserve(event.data["item"])

    def send_receipt(event):
        if event.data.get("send_receipt", True):
            mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        points.add(event.data["customer"], event.data["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return Checkout(bus)
