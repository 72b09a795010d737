# Keeps one highest version for all customers.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if version > book.get("highest", 0):
        book["highest"] = version
        book[customer] = version, event.data["address"]
