# Writes the customer into the text of the statement.
from eventlab import Fenced


def consume(member, db):
    gone = set()
    for record in member.poll():
        if record.partition in gone:
            continue
        id, data = record.event.id, record.event.data
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (id,)).rowcount:
                if "amount" in data:
                    values = f"'{id}', '{data['customer']}', {data['amount']}"
                    db.execute(f"INSERT INTO ledger VALUES ({values})")
                else:
                    db.execute("INSERT INTO refused VALUES (?)", (id,))
        try:
            member.commit(record.partition, record.offset + 1)
        except Fenced:
            gone.add(record.partition)
