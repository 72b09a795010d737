# The number is written into the text.
def receipt(event):
    return "Receipt for order 7"
