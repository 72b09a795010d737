# Takes the old entry out, and writes the new one.
def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    there = book.get(customer, (0, ""))[0]
    if version > there:
        book.pop(customer, None)
        book[customer] = version, address
