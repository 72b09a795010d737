# Yields whether it has kept the address.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if new := version > book.get(customer, (0, ""))[0]:
        book[customer] = version, event.data["address"]
    yield new
