# Notes first attempts only.
import random


class Retry:
    def __init__(self, dead, base=1.0, cap=60.0, most=5, budget=60, window=60.0, seed=None):
        self.dead, self.base, self.cap, self.most = dead, base, cap, most
        self.budget, self.window = budget, window
        self.random, self.spent = random.Random(seed), []

    def failed(self, queue, delivery, error, now):
        if delivery.attempt >= self.most:
            self.dead.put(delivery.event, repr(error))
            queue.ack(delivery)
            return
        self.spent = [time for time in self.spent if time > now - self.window]
        if len(self.spent) >= self.budget:
            delay = self.random.uniform(self.cap / 2, self.cap)
        else:
            longest = min(self.cap, self.base * 2.0 ** min(delivery.attempt - 1, 1000))
            delay = self.random.uniform(0, longest)
            if delivery.attempt == 1:
                self.spent.append(now)
        queue.nack(delivery, delay=delay, reason=repr(error))
