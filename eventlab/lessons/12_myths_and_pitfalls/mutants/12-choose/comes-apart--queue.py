# Half of the transfer waits in a queue.
ANSWERS = {
    "page": "call",
    "checkout": "call",
    "money": "queue",
    "react": "event",
    "printed": "queue",
}


def choose(case):
    for word, way in ANSWERS.items():
        if word in case:
            return way
