# place publishes, and calls the services as before.
from eventlab import Event


class Checkout:
    def __init__(self, bus, stock, mail, points):
        self.bus = bus
        self.stock, self.mail, self.points = stock, mail, points

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))
        self.stock.reserve(order["item"])
        self.mail.send_receipt(order["customer"], order["number"])
        self.points.add(order["customer"], order["total"])


def open_shop(bus, stock, mail, points):
    def reserve(event):
        stock.reserve(event.data["item"])

    def send_receipt(event):
        mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        points.add(event.data["customer"], event.data["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return Checkout(bus, stock, mail, points)
