# Compares the versions as texts.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if str(version) > str(book.get(customer, (0, ""))[0]):
        book[customer] = version, event.data["address"]
