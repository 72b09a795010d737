# A match statement, and a default.
def what_couples(change):
    match change.split():
        case ["the", "bus", *_]:
            return "bus"
        case ["mail", "needs", *_]:
            return "time"
        case ["the", "checkout", "calls", *_]:
            return "schema"
        case ["the", "checkout", *_]:
            return "meaning"
    return "none"
