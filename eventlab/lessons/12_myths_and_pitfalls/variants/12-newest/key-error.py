# Asks for forgiveness, and keeps a list of two.
def keep(event, book):
    data = event.data
    try:
        newer = book[data["customer"]][0] < data["version"]
    except KeyError:
        newer = True
    if newer:
        book[data["customer"]] = [data["version"], data["address"]]
