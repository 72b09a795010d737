# Changes what setdefault has returned.
def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    entry = book.setdefault(customer, [0, ""])
    if version > entry[0]:
        entry[0] = version
        entry[1] = address
