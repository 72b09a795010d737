# Keeps the address alone, and the version elsewhere.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if version > book.get("version of " + customer, 0):
        book[customer] = event.data["address"]
        book["version of " + customer] = version
