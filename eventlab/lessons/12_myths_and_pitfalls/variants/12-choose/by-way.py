# The cases are listed under each way.
WAYS = {
    "event": {"stock, mail and points each react to an order, and others will"},
    "queue": {"a letter for each order is printed by a machine that is off at night"},
}


def choose(case):
    return next((way for way, cases in WAYS.items() if case in cases), "call")
