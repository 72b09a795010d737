# A table of who needs which fields, and partial functions.
from functools import partial
from types import SimpleNamespace

from eventlab import Event


def pass_on(call, fields, event):
    call(*(event.data[field] for field in fields))


def open_shop(bus, stock, mail, points):
    table = {
        points.add: ("customer", "total"),
        stock.reserve: ("item",),
        mail.send_receipt: ("customer", "number"),
    }
    for call, fields in table.items():
        bus.subscribe("OrderPlaced", partial(pass_on, call, fields))
    return SimpleNamespace(place=lambda order: bus.publish(Event("OrderPlaced", order)))
