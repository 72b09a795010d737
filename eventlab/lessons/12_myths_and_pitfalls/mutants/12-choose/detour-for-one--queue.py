# One function, behind a queue.
ANSWERS = {
    "page": "call",
    "checkout": "queue",
    "money": "call",
    "react": "event",
    "printed": "queue",
}


def choose(case):
    for word, way in ANSWERS.items():
        if word in case:
            return way
