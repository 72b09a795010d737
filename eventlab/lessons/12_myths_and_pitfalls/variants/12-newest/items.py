# Goes through all entries, and rebuilds the one it needs.
def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    versions = {name: entry[0] for name, entry in book.items()}
    if versions.get(customer, -1) < version:
        book |= {customer: (version, address)}
