# The program as it was given: what comes last is kept.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    book[customer] = version, event.data["address"]
