# Notes the version first, and writes the address in a second step.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if version > book.get("version of " + customer, 0):
        book["version of " + customer] = version
        book[customer] = version, event.data["address"]
