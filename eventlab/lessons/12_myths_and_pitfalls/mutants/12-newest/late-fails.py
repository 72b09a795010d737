# Raises when an old version comes.
def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    if version <= book.get(customer, (0, ""))[0]:
        raise ValueError("an old one")
    book[customer] = version, address
