# The event gets other data.
def receipt(event):
    event.data = {"order": 7}
    return f"Receipt for order {event.data['order']}"
