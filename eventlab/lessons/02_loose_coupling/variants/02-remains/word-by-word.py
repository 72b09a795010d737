# The changes are listed under each word.
TIES = {
    "schema": ["the checkout calls total amount"],
    "meaning": [
        "the checkout gives total in cents",
        "the checkout publishes when a basket is saved",
    ],
    "time": ["mail needs a minute for each receipt"],
    "bus": ["the bus wants a topic from who publishes"],
}


def what_couples(change):
    return next((word for word, changes in TIES.items() if change in changes), "none")
