# Answers nothing.
def choose(case):
    print(case, "call")
