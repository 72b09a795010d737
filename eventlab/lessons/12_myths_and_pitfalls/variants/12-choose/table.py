# A table.
ANSWERS = {
    "page": "call",
    "checkout": "call",
    "money": "call",
    "react": "event",
    "printed": "queue",
}


def choose(case):
    for word, way in ANSWERS.items():
        if word in case:
            return way
