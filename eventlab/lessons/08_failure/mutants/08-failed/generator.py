# Yields what ack returns.
import random
class Retry:
    def __init__(self, dead, base=1.0, cap=60.0, most=5, budget=60, window=60.0, seed=None):
        self.dead = dead
        self.base, self.cap, self.most = base, cap, most
        self.budget, self.window = budget, window
        self.random = random.Random(seed)
        self.spent = []
    def failed(self, queue, delivery, error, now):
        reason = f"{type(error).__name__}: {error}"
        if delivery.attempt >= self.most:
            self.dead.put(delivery.event, reason)
            yield queue.ack(delivery)
        else:
            queue.nack(delivery, delay=self.delay(delivery.attempt, now), reason=reason)
    def delay(self, attempt, now):
        self.spent = [time for time in self.spent if time > now - self.window]
        if len(self.spent) >= self.budget:
            return self.random.uniform(self.cap / 2, self.cap)
        self.spent.append(now)
        doublings = min(attempt - 1, 1000)
        return self.random.uniform(0, min(self.cap, self.base * 2.0**doublings))
