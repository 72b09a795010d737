# The event is changed before it is read.
def receipt(event):
    event.data["order"] = 7
    return f"Receipt for order {event.data['order']}"
