# Shows a task when it is solved.
from eventlab import Projection

SCHEMA = "CREATE TABLE tries (task TEXT PRIMARY KEY, tries INTEGER, solved INTEGER)"


def tries(store, path):
    def checked(recorded, tx):
        task, verdict = recorded.event.subject, recorded.event.data["verdict"]
        if verdict == "passed":
            mine = [r.event for r in store.read(task) if r.position <= recorded.position]
            verdicts = [e.data["verdict"] for e in mine if e.type == "ExerciseChecked"]
            tried = verdicts[: verdicts.index("passed") + 1]
            number = len(tried) - tried.count("not attempted")
            tx.execute("INSERT OR IGNORE INTO tries VALUES (?, ?, 1)", (task, number))

    return Projection(store, path, SCHEMA, {"ExerciseChecked": checked})
