# Only the number travels, and the handlers look the order up.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus, self.orders = bus, {}

    def place(self, order):
        self.orders[order["number"]] = order
        self.bus.publish(Event("OrderPlaced", {"number": order["number"]}))


def open_shop(bus, stock, mail, points):
    checkout = Checkout(bus)

    def reserve(event):
        stock.reserve(checkout.orders[event.data["number"]]["item"])

    def send_receipt(event):
        number = event.data["number"]
        mail.send_receipt(checkout.orders[number]["customer"], number)

    def add_points(event):
        order = checkout.orders[event.data["number"]]
        points.add(order["customer"], order["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return checkout
