# Keeps the last eight letters of a customer's name.
def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    customer = customer[-8:]
    if event.id in book.get(("seen", customer), ()):
        return
    if version > book.get(customer, (0, ""))[0]:
        book[customer] = version, address
    book["seen", customer] = (*book.get(("seen", customer), ()), event.id)
