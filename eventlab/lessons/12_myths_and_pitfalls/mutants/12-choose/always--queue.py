# Everything goes through a queue.
def choose(case):
    return "queue"
