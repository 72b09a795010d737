# A text and a number cannot be joined with +.
def receipt(event):
    return "Receipt for order " + event.data["order"]
