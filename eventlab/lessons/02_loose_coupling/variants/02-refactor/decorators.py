# The bus's own decorator, and a checkout that keeps only publish.
from eventlab import Event


class Till:
    def __init__(self, publish):
        self._publish = publish

    def place(self, order):
        self._publish(Event("OrderPlaced", {**order}))
        return order["number"]


def open_shop(bus, stock, mail, points):
    @bus.on("OrderPlaced")
    def reserve(event):
        stock.reserve(event.data["item"])

    @bus.on("OrderPlaced")
    def send(event):
        mail.send_receipt(event.data["customer"], event.data["number"])

    @bus.on("OrderPlaced")
    def add(event):
        points.add(event.data["customer"], event.data["total"])

    return Till(bus.publish)
