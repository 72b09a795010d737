# Believes the version only where the clock agrees.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    there = book.get(customer, (0,))[0]
    if version > there and event.time.second >= book.get("clock of " + customer, 0):
        book["clock of " + customer] = event.time.second
        book[customer] = version, event.data["address"]
