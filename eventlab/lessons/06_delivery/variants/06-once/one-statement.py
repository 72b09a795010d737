# One statement that books only what is not booked: no table of marks at all.
def book(event, db, ack):
    sql = """
        INSERT INTO ledger SELECT :id, :customer, :amount
        WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE id = :id)
    """
    with db:
        db.execute(sql, {"id": event.id, **event.data})
    ack()
