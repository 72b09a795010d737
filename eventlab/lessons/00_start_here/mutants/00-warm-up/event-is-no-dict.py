# The event itself is taken for the dict.
def receipt(event):
    return f"Receipt for order {event['order']}"
