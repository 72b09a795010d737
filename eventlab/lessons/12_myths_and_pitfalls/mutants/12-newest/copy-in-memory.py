# Has a cache before the book, filled after the write.
cache = {}


def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    if customer not in cache:
        cache[customer] = book.get(customer, (0, ""))
    if version > cache[customer][0]:
        book[customer] = version, address
        cache[customer] = version, address
