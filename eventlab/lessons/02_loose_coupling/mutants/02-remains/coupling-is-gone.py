# With events nothing is coupled any more.
def what_couples(change):
    return "none"
