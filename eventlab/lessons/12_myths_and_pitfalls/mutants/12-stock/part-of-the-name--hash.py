# Marks a short hash of the id.
import zlib


def take(event, db):
    with db:
        cur = db.cursor()
        cur.execute("INSERT OR IGNORE INTO seen VALUES (?)", (zlib.crc32(event.id.encode()) % 1000,))
        if cur.rowcount:
            cur.execute(
                "UPDATE stock SET pieces = pieces - ? WHERE item = ?",
                (event.data["pieces"], event.data["item"]),
            )
