# Catches what the storage raises and goes on.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    try:
        if version > book.get(customer, (0, ""))[0]:
            book[customer] = version, event.data["address"]
    except Exception as error:
        print("could not write:", error)
