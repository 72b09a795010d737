# Takes the greater id for the later event.
def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if event.id > book.get("id of " + customer, ""):
        book["id of " + customer] = event.id
        book[customer] = version, event.data["address"]
