# Takes the very next version only, and drops the others.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if version == book.get(customer, (0, ""))[0] + 1:
        book[customer] = version, event.data["address"]
