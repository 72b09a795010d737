# The words begin with a capital.
def what_couples(change):
    answers = {
        "stock is taken out": "none",
        "shipping subscribes as well": "none",
        "the event carries a note as well": "none",
        "the field total is renamed to amount": "schema",
        "the field total is now in cents": "meaning",
        "OrderPlaced is published for a saved basket too": "meaning",
        "mail needs a minute for each receipt": "time",
        "publish wants a topic beside the event": "bus",
    }
    return answers[change].capitalize()
