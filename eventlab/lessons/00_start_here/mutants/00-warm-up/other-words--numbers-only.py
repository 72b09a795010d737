# Only numbers can be shown so, but an order may be called A-12.
def receipt(event):
    number = int(str(event.data["order"]).strip("A-"))
    return f"Receipt for order {number}"
