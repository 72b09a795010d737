# place takes back a note that a handler must have left.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus, self.notes = bus, []

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))
        self.notes.pop()


def open_shop(bus, stock, mail, points):
    checkout = Checkout(bus)

    def reserve(event):
        stock.reserve(event.data["item"])

    def send_receipt(event):
        mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        checkout.notes.append("points")
        points.add(event.data["customer"], event.data["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return checkout
