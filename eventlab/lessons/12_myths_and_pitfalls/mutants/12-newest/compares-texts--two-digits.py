# Compares the versions as texts of two digits.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if str(version).zfill(2) > str(book.get(customer, (0, ""))[0]).zfill(2):
        book[customer] = version, event.data["address"]
