# Asserts that nothing comes late.
def keep(event, book):
    customer, version, address = (event.data[k] for k in ("customer", "version", "address"))
    assert version >= book.get(customer, (0, ""))[0]
    book[customer] = version, address
