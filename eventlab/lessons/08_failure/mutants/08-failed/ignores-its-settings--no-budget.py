# Takes a budget of 0 for none given.
import random
class Retry:
    def __init__(self, dead, base=1.0, cap=60.0, most=5, budget=60, window=60.0, seed=None):
        self.dead = dead; self.base, self.cap, self.most = base, cap, most; self.budget, self.window = budget or 60, window
        self.random = random.Random(seed or 1); self.spent = []
    def failed(self, queue, delivery, error, now):
        reason = f"{type(error).__name__}: {error}"
        if delivery.attempt >= self.most:
            self.dead.put(delivery.event, reason); queue.ack(delivery)
        else:
            self.spent = [t for t in self.spent if t > now - self.window]
            if len(self.spent) >= self.budget:
                delay = self.random.uniform(self.cap / 2, self.cap)
            else:
                self.spent.append(now)
                delay = self.random.uniform(0, min(self.cap, self.base * 2 ** min(60, delivery.attempt - 1)))
            queue.nack(delivery, delay=delay, reason=reason)
