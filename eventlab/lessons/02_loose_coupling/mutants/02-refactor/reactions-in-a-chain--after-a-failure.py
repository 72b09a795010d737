# No receipt is sent when stock has failed.
from eventlab import Event

class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    problems = []

    def reserve(event):
        try:
            stock.reserve(event.data["item"])
        except Exception as error:
            problems.append(error)
            raise

    def send_receipt(event):
        if not problems:
            mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        points.add(event.data["customer"], event.data["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return Checkout(bus)
