# Another unit is taken for the publisher's own affair.
def what_couples(change):
    answers = {
        "stock is taken out": "none",
        "shipping subscribes as well": "none",
        "the event carries a note as well": "none",
        "the checkout calls total amount": "schema",
        "the checkout gives total in cents": "none",
        "the checkout publishes when a basket is saved": "meaning",
        "mail needs a minute for each receipt": "time",
        "the bus wants a topic from who publishes": "bus",
    }
    return answers[change]
