# Asks for the price by event.
ANSWERS = {
    "page": "event",
    "checkout": "call",
    "money": "call",
    "react": "event",
    "printed": "queue",
}


def choose(case):
    for word, way in ANSWERS.items():
        if word in case:
            return way
