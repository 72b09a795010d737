# Marks the id in the book, and writes the address in a second step.
def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    seen = book.get("seen", [])
    if event.id in seen:
        return
    book["seen"] = [*seen, event.id]
    if version > book.get(customer, (0, ""))[0]:
        book[customer] = version, address
