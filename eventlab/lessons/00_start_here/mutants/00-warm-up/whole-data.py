# The text shows the whole payload.
def receipt(event):
    return f"Receipt for order {event.data}"
