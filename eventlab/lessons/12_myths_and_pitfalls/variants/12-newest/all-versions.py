# Keeps all that has come, and shows the newest of it: a set of facts needs no order.
def keep(event, book):
    customer = event.data["customer"]
    facts = book.get(("facts", customer), {})
    facts[event.data["version"]] = event.data["address"]
    book["facts", customer] = facts
    book[customer] = max(facts.items())
