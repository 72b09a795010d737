# An async def, which nobody awaits.
async def keep(event, book):
    customer, version = event.data["customer"], event.data["version"]
    if version > book.get(customer, (0, ""))[0]:
        book[customer] = version, event.data["address"]
