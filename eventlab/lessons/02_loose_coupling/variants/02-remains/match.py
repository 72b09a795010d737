# A match statement, and a default.
def what_couples(change):
    match change.split():
        case ["publish", *_]:
            return "bus"
        case ["mail", "needs", *_]:
            return "time"
        case [*_, "amount"]:
            return "schema"
        case ["the", "field", *_] | ["OrderPlaced", *_]:
            return "meaning"
    return "none"
