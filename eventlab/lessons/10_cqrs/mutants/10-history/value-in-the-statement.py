# Writes the task into the text of the statements.
from eventlab import Projection

SCHEMA = "CREATE TABLE tries (task TEXT PRIMARY KEY, tries INTEGER, solved INTEGER)"


def tries(store, path):
    def checked(recorded, tx):
        task, verdict = recorded.event.subject, recorded.event.data["verdict"]
        if verdict in ("passed", "failed"):
            tx.execute(f"INSERT OR IGNORE INTO tries VALUES ('{task}', 0, 0)")
            solved = int(verdict == "passed")
            tx.execute(
                f"UPDATE tries SET tries = tries + 1, solved = {solved}"
                f" WHERE task = '{task}' AND NOT solved"
            )

    return Projection(store, path, SCHEMA, {"ExerciseChecked": checked})
