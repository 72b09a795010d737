# Begins the transaction by itself, so that looking and writing are one.
class book:
    def __init__(self, db):
        self.db = db

    def handle(self, event, ack):
        self.db.execute("BEGIN IMMEDIATE")
        try:
            if not self.db.execute("SELECT 1 FROM seen WHERE id = ?", [event.id]).fetchone():
                row = [event.id, event.data["customer"], event.data["amount"]]
                self.db.execute("INSERT INTO seen VALUES (?)", [event.id])
                self.db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
            self.db.commit()
        except Exception:
            self.db.rollback()
            raise
        ack()
