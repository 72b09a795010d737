# Each reaction is an object that knows its service.
from dataclasses import dataclass
from typing import Any

from eventlab import Event


@dataclass
class Checkout:
    bus: Any

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", dict(order), subject=f"order/{order['number']}"))


class Reserve:
    def __init__(self, stock):
        self.stock = stock

    def __call__(self, event):
        self.stock.reserve(event.data["item"])


class Receipt:
    def __init__(self, mail):
        self.mail = mail

    def __call__(self, event):
        self.mail.send_receipt(event.data["customer"], event.data["number"])


class Loyalty:
    def __init__(self, points):
        self.points = points

    def hear(self, event):
        self.points.add(event.data["customer"], event.data["total"])


def open_shop(bus, stock, mail, points):
    for handler in (Loyalty(points).hear, Reserve(stock), Receipt(mail)):
        bus.subscribe("OrderPlaced", handler)
    return Checkout(bus)
