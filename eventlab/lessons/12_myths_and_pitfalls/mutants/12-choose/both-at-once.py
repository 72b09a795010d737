# Calls the printer at night.
ANSWERS = {
    "page": "call",
    "checkout": "call",
    "money": "call",
    "react": "event",
    "printed": "call",
}


def choose(case):
    for word, way in ANSWERS.items():
        if word in case:
            return way
