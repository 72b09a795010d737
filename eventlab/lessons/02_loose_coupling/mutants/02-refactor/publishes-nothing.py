# The direct calls, as they were.
class Checkout:
    def __init__(self, stock, mail, points):
        self.stock, self.mail, self.points = stock, mail, points

    def place(self, order):
        self.stock.reserve(order["item"])
        self.mail.send_receipt(order["customer"], order["number"])
        self.points.add(order["customer"], order["total"])


def open_shop(bus, stock, mail, points):
    return Checkout(stock, mail, points)
