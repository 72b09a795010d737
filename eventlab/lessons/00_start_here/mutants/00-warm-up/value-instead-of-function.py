# The function is called, and its result handed in.
from eventlab import Event


def receipt(event):
    return f"Receipt for order {event.data['order']}"


receipt = receipt(Event("OrderPlaced", {"order": 7}))
