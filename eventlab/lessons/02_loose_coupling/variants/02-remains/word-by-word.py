# The changes are listed under each word.
TIES = {
    "schema": ["the field total is renamed to amount"],
    "meaning": [
        "the field total is now in cents",
        "OrderPlaced is published for a saved basket too",
    ],
    "time": ["mail needs a minute for each receipt"],
    "bus": ["publish wants a topic beside the event"],
}


def what_couples(change):
    return next((word for word, changes in TIES.items() if change in changes), "none")
