# Compares with the highest version of whoever is in the book.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    highest = max((entry[0] for entry in book.values()), default=0)
    if version > highest or customer not in book:
        book[customer] = version, event.data["address"]
