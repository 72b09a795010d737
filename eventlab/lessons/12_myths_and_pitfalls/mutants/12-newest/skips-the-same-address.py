# Saves a write where the address is the one that is there.
def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    there = book.get(customer, (0, ""))
    if version > there[0] and address != there[1]:
        book[customer] = version, address
