# Everybody calls everybody.
def choose(case):
    return "call"
