# One object holds the services; its methods are the handlers.
from eventlab import Event


class OrderFailed(Exception):
    """What a checkout raises when a reaction has failed."""


class Reactions:
    def __init__(self, stock, mail, points):
        self.stock, self.mail, self.points = stock, mail, points

    def reserve(self, event):
        self.stock.reserve(event.data["item"])

    def thank(self, event):
        self.mail.send_receipt(event.data["customer"], event.data["number"])

    def reward(self, event):
        self.points.add(event.data["customer"], event.data["total"])


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        try:
            self.bus.publish(Event(type="OrderPlaced", data=order, source="shop/web"))
        except ExceptionGroup as group:
            raise OrderFailed(order["number"]) from group


def open_shop(bus, stock, mail, points):
    reactions = Reactions(stock, mail, points)
    for react in (reactions.reserve, reactions.thank, reactions.reward):
        bus.subscribe("OrderPlaced", react)
    return Checkout(bus)
