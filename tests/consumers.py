"""Consumers as learners write them: those that are known to be wrong, and right ones."""

SEEN = "SELECT 1 FROM seen WHERE id = ?"
MARK = "INSERT INTO seen VALUES (?)"
TRY_TO_MARK = "INSERT OR IGNORE INTO seen VALUES (?)"
BOOK = "INSERT INTO receipts VALUES (?)"


def ack_first(event, mail, ack):
    ack()
    mail.send(event.data["customer"], event.id)


def effect_first(event, mail, ack):
    mail.send(event.data["customer"], event.id)
    ack()


def mark_first(event, db, mail, ack):
    if not db.execute(SEEN, (event.id,)).fetchone():
        with db:
            db.execute(MARK, (event.id,))
        mail.send(event.data["customer"], event.id)
    ack()


def mark_last(event, db, mail, ack):
    if not db.execute(SEEN, (event.id,)).fetchone():
        mail.send(event.data["customer"], event.id)
        with db:
            db.execute(MARK, (event.id,))
    ack()


seen = set()


def seen_set_in_memory(event, mail, ack):
    if event.id not in seen:
        mail.send(event.data["customer"], event.id)
        seen.add(event.id)
    ack()


class RemembersInItself:
    def __init__(self):
        self.seen = set()

    def handle(self, event, mail, ack):
        if event.id not in self.seen:
            mail.send(event.data["customer"], event.id)
            self.seen.add(event.id)
        ack()


def by_payload(event, db):
    with db:
        if db.execute(TRY_TO_MARK, (str(dict(event.data)),)).rowcount:
            db.execute(BOOK, (event.id,))


def only_adjacent_duplicates(event, db):
    with db:
        (last,) = db.execute("SELECT max(id) FROM seen").fetchone()
        if last != event.id:
            db.execute("DELETE FROM seen")
            db.execute(MARK, (event.id,))
            db.execute(BOOK, (event.id,))


def ack_in_finally(event, db, ack):
    try:
        with db:
            if db.execute(TRY_TO_MARK, (event.id,)).rowcount:
                db.execute(BOOK, (event.id,))
    finally:
        ack()


def one_transaction(event, db, ack):
    with db:
        if db.execute(TRY_TO_MARK, (event.id,)).rowcount:
            db.execute(BOOK, (event.id,))
    ack()


class OneTransaction:
    def __init__(self, db):
        self.db = db

    def __call__(self, event):
        with self.db as db:
            known = db.execute(SEEN, (event.id,)).fetchall()
            if not known:
                db.executemany(MARK, [(event.id,)])
                db.cursor().execute(BOOK, (event.id,))


async def one_transaction_async(event, db, ack):
    with db:
        if db.execute(TRY_TO_MARK, (event.id,)).rowcount:
            db.execute(BOOK, (event.id,))
    await ack()


def idempotent_by_nature(event, db):
    with db:
        db.execute("INSERT OR REPLACE INTO paid VALUES (?)", (event.id,))


def takes_by_itself(queue, db):
    while delivery := queue.get():
        event = delivery.event
        with db:
            if db.execute(TRY_TO_MARK, (event.id,)).rowcount:
                db.execute(BOOK, (event.id,))
        queue.ack(delivery)


RIGHT = (
    one_transaction,
    OneTransaction,
    one_transaction_async,
    idempotent_by_nature,
    takes_by_itself,
)
