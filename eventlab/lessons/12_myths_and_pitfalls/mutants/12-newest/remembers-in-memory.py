# The highest versions are in a dict of the process.
highest = {}


def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if version > highest.get(customer, 0):
        book[customer] = version, event.data["address"]
        highest[customer] = version
