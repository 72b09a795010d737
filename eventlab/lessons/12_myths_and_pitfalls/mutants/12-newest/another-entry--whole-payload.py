# Keeps the version, and beside it the whole payload.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if version > book.get(customer, (0, ""))[0]:
        book[customer] = version, dict(event.data)
