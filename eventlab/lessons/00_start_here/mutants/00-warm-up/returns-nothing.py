# The text is made, and not returned.
def receipt(event):
    f"Receipt for order {event.data['order']}"
