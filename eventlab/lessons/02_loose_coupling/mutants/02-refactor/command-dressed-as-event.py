# Three commands, each with one who obeys.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        for type in ("ReserveItem", "SendReceipt", "AddPoints"):
            self.bus.publish(Event(type, order))


def open_shop(bus, stock, mail, points):
    def reserve(event):
        stock.reserve(event.data["item"])

    def send_receipt(event):
        mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        points.add(event.data["customer"], event.data["total"])

    bus.subscribe("ReserveItem", reserve)
    bus.subscribe("SendReceipt", send_receipt)
    bus.subscribe("AddPoints", add_points)
    return Checkout(bus)
