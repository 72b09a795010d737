# The text is printed instead of returned.
def receipt(event):
    print(f"Receipt for order {event.data['order']}")
