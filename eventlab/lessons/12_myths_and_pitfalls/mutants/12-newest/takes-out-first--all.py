# Empties the book before it writes.
def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    if version > book.get(customer, (0, ""))[0]:
        book.clear()
        book[customer] = version, address
