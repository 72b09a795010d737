# After an error a handler never comes back.
from eventlab import Event

class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", order))


def open_shop(bus, stock, mail, points):
    def guarded(call):
        def react(event):
            try:
                call(event.data)
            except Exception:
                bond.cancel()
                raise
        bond = bus.subscribe("OrderPlaced", react)

    guarded(lambda d: stock.reserve(d["item"]))
    guarded(lambda d: mail.send_receipt(d["customer"], d["number"]))
    guarded(lambda d: points.add(d["customer"], d["total"]))
    return Checkout(bus)
