# Takes the last verdict for the result.
from eventlab import Projection

SCHEMA = "CREATE TABLE tries (task TEXT PRIMARY KEY, tries INTEGER, solved INTEGER)"


def tries(store, path):
    def checked(recorded, tx):
        task, verdict = recorded.event.subject, recorded.event.data["verdict"]
        if verdict in ("passed", "failed"):
            tx.execute("INSERT OR IGNORE INTO tries VALUES (?, 0, 0)", (task,))
            tx.execute("UPDATE tries SET tries = tries + NOT solved WHERE task = ?", (task,))
            tx.execute("UPDATE tries SET solved = ? WHERE task = ?", (verdict == "passed", task))

    return Projection(store, path, SCHEMA, {"ExerciseChecked": checked})
