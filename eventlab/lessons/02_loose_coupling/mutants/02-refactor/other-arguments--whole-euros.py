# Points are given for whole euros, where the direct call gave them for the total.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    def react(handler):
        bus.subscribe("OrderPlaced", lambda event: handler(event.data))

    react(lambda order: stock.reserve(order["item"]))
    react(lambda order: mail.send_receipt(order["customer"], order["number"]))
    react(lambda order: points.add(order["customer"], int(order["total"])))
    return Checkout(bus)
