# Refuses what is early, so that it comes again.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    there = book.get(customer, (0, ""))[0]
    if version > there + 1:
        raise LookupError(f"version {there + 1} has not come")
    if version > there:
        book[customer] = version, event.data["address"]
