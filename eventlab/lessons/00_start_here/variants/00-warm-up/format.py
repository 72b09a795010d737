# str.format, with the whole payload at hand.
def receipt(event):
    return "Receipt for order {order}".format(**event.data)
