# Needs no mark beside the booking itself.
NEW = "INSERT INTO ledger SELECT :id, :customer, :amount WHERE :id NOT IN (SELECT id FROM ledger)"


def book(event, db, ack):
    with db as tx:
        tx.execute(NEW, {"id": event.id, **event.data})
    ack()
