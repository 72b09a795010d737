# Changes the two parts of the entry in place.
def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    if customer not in book:
        book[customer] = [version, address]
    elif version > book[customer][0]:
        book[customer][0] = version
        book[customer][1] = address
