# The checkout makes the handlers and subscribes them.
from eventlab import Event


class Checkout:
    def __init__(self, bus, stock, mail, points):
        self.bus = bus
        bus.subscribe("OrderPlaced", lambda event: stock.reserve(event.data["item"]))
        bus.subscribe(
            "OrderPlaced",
            lambda event: mail.send_receipt(event.data["customer"], event.data["number"]),
        )
        bus.subscribe(
            "OrderPlaced",
            lambda event: points.add(event.data["customer"], event.data["total"]),
        )

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    return Checkout(bus, stock, mail, points)
