# Keeps a dict instead of a pair.
def keep(event, book):
    data = dict(event.data)
    there = book.get(data["customer"], {"version": 0})
    if data["version"] > there["version"]:
        book[data["customer"]] = data
