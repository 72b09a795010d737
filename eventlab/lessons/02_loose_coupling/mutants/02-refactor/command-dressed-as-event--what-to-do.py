# Three events of one type, each of which says what to do.
from eventlab import Event


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        for task in ("reserve", "receipt", "add"):
            self.bus.publish(Event("OrderPlaced", {**order, "task": task}))


def open_shop(bus, stock, mail, points):
    def reserve(event):
        if event.data["task"] == "reserve":
            stock.reserve(event.data["item"])

    def send_receipt(event):
        if event.data["task"] == "receipt":
            mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        if event.data["task"] == "add":
            points.add(event.data["customer"], event.data["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return Checkout(bus)
