# Tells the four fields that somebody reads today, and drops the others.
from eventlab import Event

READ = ("number", "customer", "item", "total")


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", {name: order[name] for name in READ}))


def open_shop(bus, stock, mail, points):
    def react(handler):
        bus.subscribe("OrderPlaced", lambda event: handler(event.data))

    react(lambda order: stock.reserve(order["item"]))
    react(lambda order: mail.send_receipt(order["customer"], order["number"]))
    react(lambda order: points.add(order["customer"], order["total"]))
    return Checkout(bus)
