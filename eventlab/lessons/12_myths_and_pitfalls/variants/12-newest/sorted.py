# Sorts what is there and what comes, and keeps the last.
def keep(event, book):
    customer = event.data["customer"]
    both = [(event.data["version"], event.data["address"])]
    if customer in book:
        both.append(tuple(book[customer]))
    *_, book[customer] = sorted(both)
