# A capital and a full stop too many.
def receipt(event):
    return f"Receipt for Order {event.data['order']}."
