# Leaves early, and looks with `in`.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if customer in book and book[customer][0] >= version:
        return
    book[customer] = (version, event.data["address"])
