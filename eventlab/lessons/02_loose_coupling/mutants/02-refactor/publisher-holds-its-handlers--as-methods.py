# The reactions are methods of the checkout.
from eventlab import Event

def open_shop(bus, stock, mail, points):
    class Checkout:
        def __init__(self, bus):
            self.bus = bus

        def place(self, order):
            self.bus.publish(Event("OrderPlaced", order))

        def reserve(self, event):
            stock.reserve(event.data["item"])

        def receipt(self, event):
            mail.send_receipt(event.data["customer"], event.data["number"])

        def reward(self, event):
            points.add(event.data["customer"], event.data["total"])

    checkout = Checkout(bus)
    bus.subscribe("OrderPlaced", checkout.reserve)
    bus.subscribe("OrderPlaced", checkout.receipt)
    bus.subscribe("OrderPlaced", checkout.reward)
    return checkout
