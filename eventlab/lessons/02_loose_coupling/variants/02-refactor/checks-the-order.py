# A checkout that does more than to publish, on a base class.
from eventlab import Event


class Publisher:
    def __init__(self, bus):
        self.__bus = bus

    def tell(self, type, **data):
        self.__bus.publish(Event(type, data))


class Checkout(Publisher):
    def __init__(self, bus):
        super().__init__(bus)
        self.placed = []

    def place(self, order):
        if order["total"] < 0:
            raise ValueError("an order has a price")
        self.placed.append(order["number"])
        self.tell("OrderPlaced", **order)


def who_and_what(data):
    return data["customer"], data["number"]


def open_shop(bus, stock, mail, points):
    checkout = Checkout(bus)

    def loyalty(event):
        data = event.data
        points.add(data["customer"], data["total"])

    bus.subscribe("OrderPlaced", loyalty)
    bus.subscribe("OrderPlaced", lambda event: mail.send_receipt(*who_and_what(event.data)))
    bus.subscribe("OrderPlaced", lambda event: stock.reserve(event.data["item"]))
    return checkout
