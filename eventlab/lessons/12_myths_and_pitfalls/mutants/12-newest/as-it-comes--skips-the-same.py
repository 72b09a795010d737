# Skips only the version that is in the book already.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if book.get(customer, (0,))[0] == version:
        return
    book[customer] = version, event.data["address"]
