# Takes what is far ahead for a mistake.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    there = book.get(customer, (0, ""))[0]
    if there < version < there + 5:
        book[customer] = version, event.data["address"]
