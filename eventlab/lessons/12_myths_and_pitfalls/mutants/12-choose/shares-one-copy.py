# One queue for all that react.
ANSWERS = {
    "page": "call",
    "checkout": "call",
    "money": "call",
    "react": "queue",
    "printed": "queue",
}


def choose(case):
    for word, way in ANSWERS.items():
        if word in case:
            return way
