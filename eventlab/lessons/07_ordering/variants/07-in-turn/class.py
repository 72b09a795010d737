# A class that keeps its connection, and asks for one version after the other.
class in_turn:
    def __init__(self, db, ack):
        self.db, self.ack = db, ack

    def handle(self, event):
        order = event.data["order"]
        with self.db as tx:
            tx.execute(
                "INSERT INTO arrived VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (order, event.data["version"], event.id),
            )
            self.move_on(tx, order)
        self.ack()

    def move_on(self, tx, order):
        (done,) = tx.execute(
            "SELECT count(id) FROM history WHERE order_no = ?", (order,)
        ).fetchone()
        ready = tx.execute(
            "SELECT id FROM arrived WHERE order_no = ? AND version = ?", (order, done + 1)
        ).fetchone()
        if ready:
            tx.execute("INSERT INTO history VALUES (?, ?)", (order, *ready))
            self.move_on(tx, order)
