# Each reaction subscribes itself.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))


class StockDesk:
    def __init__(self, bus, stock):
        self.stock = stock
        bus.subscribe("OrderPlaced", self.on_order)

    def on_order(self, event):
        self.stock.reserve(event.data["item"])


class MailDesk:
    def __init__(self, bus, mail):
        self.mail = mail
        bus.subscribe("OrderPlaced", self.on_order)

    def on_order(self, event):
        self.mail.send_receipt(event.data["customer"], event.data["number"])


class PointsDesk:
    def __init__(self, bus, points):
        self.points = points
        bus.subscribe("OrderPlaced", self.on_order)

    def on_order(self, event):
        self.points.add(event.data["customer"], event.data["total"])


def open_shop(bus, stock, mail, points):
    StockDesk(bus, stock), MailDesk(bus, mail), PointsDesk(bus, points)
    return Checkout(bus)
