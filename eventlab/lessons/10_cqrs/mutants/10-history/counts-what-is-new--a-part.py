# Looks for the verdict in a text, in which it also finds a part of one.
from eventlab import Projection
SCHEMA = "CREATE TABLE tries (task TEXT PRIMARY KEY, tries INTEGER, solved INTEGER)"
def tries(store, path):
    def checked(recorded, tx):
        task, verdict = recorded.event.subject, recorded.event.data["verdict"]
        if verdict in "passed failed":
            tx.execute("INSERT OR IGNORE INTO tries VALUES (?, 0, 0)", (task,))
            add = "UPDATE tries SET tries = tries + 1, solved = ? WHERE task = ? AND NOT solved"
            tx.execute(add, (verdict == "passed", task))
    return Projection(store, path, SCHEMA, {"ExerciseChecked": checked})
