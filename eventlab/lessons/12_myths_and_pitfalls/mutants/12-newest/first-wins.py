# Never writes over what is there.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    book.setdefault(customer, (version, event.data["address"]))
