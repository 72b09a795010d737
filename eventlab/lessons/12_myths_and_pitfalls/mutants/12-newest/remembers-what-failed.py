# Has a cache in front of the book, and fills it before the write.
cache = {}


def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    there = max(cache.get(customer, 0), book.get(customer, (0, ""))[0])
    if version > there:
        cache[customer] = version
        book[customer] = version, event.data["address"]
