# Half of the transfer is an event.
ANSWERS = {
    "page": "call",
    "checkout": "call",
    "money": "event",
    "react": "event",
    "printed": "queue",
}


def choose(case):
    for word, way in ANSWERS.items():
        if word in case:
            return way
