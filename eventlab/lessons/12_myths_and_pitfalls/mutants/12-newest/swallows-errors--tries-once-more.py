# Tries once more with the write, and forgets the read.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    try:
        there = book.get(customer, (0, ""))[0]
    except Exception:
        there = version
    if version > there:
        book[customer] = version, event.data["address"]
