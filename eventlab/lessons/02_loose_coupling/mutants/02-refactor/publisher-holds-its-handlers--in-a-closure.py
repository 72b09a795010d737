# place reaches points through the function around it.
from eventlab import Event


def open_shop(bus, stock, mail, points):
    class Checkout:
        def place(self, order):
            bus.publish(Event("OrderPlaced", order))
            points.add(order["customer"], order["total"])

    bus.subscribe("OrderPlaced", lambda event: stock.reserve(event.data["item"]))
    bus.subscribe(
        "OrderPlaced",
        lambda event: mail.send_receipt(event.data["customer"], event.data["number"]),
    )
    return Checkout()
