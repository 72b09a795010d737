# A match statement.
def choose(case):
    match case.split():
        case ["stock,", *_]:
            return "event"
        case [*_, "night"]:
            return "queue"
        case _:
            return "call"
