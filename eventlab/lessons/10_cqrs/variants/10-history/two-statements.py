# Inserts the first try, and updates the rest.
from eventlab import Projection

SCHEMA = "CREATE TABLE tries (task TEXT PRIMARY KEY, tries INTEGER, solved INTEGER)"


def tries(store, path):
    return Projection(store, path, [SCHEMA], {"ExerciseChecked": _checked}, name="tries", batch=2)


def _checked(recorded, tx):
    task, verdict = recorded.event.subject, recorded.event.data.get("verdict")
    if verdict not in {"passed", "failed"}:
        return
    row = tx.execute("SELECT tries, solved FROM tries WHERE task = ?", (task,)).fetchone()
    tried, solved = row or (0, 0)
    if not row:
        tx.execute("INSERT INTO tries VALUES (?, 1, ?)", (task, int(verdict == "passed")))
    elif not solved:
        new = (tried + 1, int(verdict == "passed"), task)
        tx.execute("UPDATE tries SET tries = ?, solved = ? WHERE task = ?", new)
