# One function, behind a bus.
ANSWERS = {
    "page": "call",
    "checkout": "event",
    "money": "call",
    "react": "event",
    "printed": "queue",
}


def choose(case):
    for word, way in ANSWERS.items():
        if word in case:
            return way
