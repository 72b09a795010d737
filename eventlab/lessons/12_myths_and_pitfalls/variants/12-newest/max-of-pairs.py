# The greater of two pairs: versions differ, so addresses are never compared.
def keep(event, book):
    new = event.data["version"], event.data["address"]
    old = book.get(event.data["customer"], new)
    book[event.data["customer"]] = max(old, new)
