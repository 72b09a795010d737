# Compares the wrong way round.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if version < book.get(customer, (99, ""))[0]:
        book[customer] = version, event.data["address"]
