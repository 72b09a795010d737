# Mail waits for what stock publishes.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    def reserve(event):
        stock.reserve(event.data["item"])
        bus.publish(event.caused("ItemReserved", event.data))

    def send_receipt(event):
        mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        points.add(event.data["customer"], event.data["total"])

    bus.subscribe("OrderPlaced", reserve)
    bus.subscribe("ItemReserved", send_receipt)
    bus.subscribe("OrderPlaced", add_points)
    return Checkout(bus)
