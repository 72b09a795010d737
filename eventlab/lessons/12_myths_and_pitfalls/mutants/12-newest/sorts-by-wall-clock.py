# Keeps the time of what is in the book, and compares times.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if event.time > book.get(("time", customer), event.time.min.replace(tzinfo=event.time.tzinfo)):
        book["time", customer] = event.time
        book[customer] = version, event.data["address"]
