# One word for everything.
def what_couples(change):
    return "schema"
