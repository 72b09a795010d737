# Notes the version of each delivery, also of an old one, and compares with that.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if version > book.get("last of " + customer, 0):
        book[customer] = version, event.data["address"]
    book["last of " + customer] = version
