# Has a row for all tasks that begin alike.
from eventlab import Projection


class Tries(Projection):
    """How many tries each task took."""

    def __init__(self, store, path):
        table = "CREATE TABLE tries (task TEXT PRIMARY KEY, tries INTEGER, solved INTEGER)"
        super().__init__(store, path, table, {"ExerciseChecked": self.checked})

    def checked(self, recorded, tx):
        match recorded.event.data["verdict"]:
            case "passed" | "failed" as verdict:
                tx.execute(
                    "INSERT INTO tries VALUES (:task, 1, :passed) ON CONFLICT (task) DO UPDATE "
                    "SET tries = tries + 1, solved = :passed WHERE NOT solved",
                    {"task": recorded.event.subject[:8], "passed": verdict == "passed"},
                )


def tries(store, path):
    return Tries(store, path)
