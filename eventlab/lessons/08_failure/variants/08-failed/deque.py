# One method, with a deque of the times.
import random
from collections import deque


class Retry:
    def __init__(self, dead, base=1.0, cap=60.0, most=5, budget=60, window=60.0, seed=None):
        self.dead, self.base, self.cap, self.most = dead, base, cap, most
        self.budget, self.window = budget, window
        self.random = random.Random(seed)
        self.spent = deque()

    def failed(self, queue, delivery, error, now):
        reason = repr(error)
        if delivery.attempt >= self.most:
            self.dead.put(delivery.event, reason)
            return queue.ack(delivery)
        while self.spent and now - self.spent[0] > self.window:
            self.spent.popleft()
        low, high = 0, self.base
        for _ in range(delivery.attempt - 1):
            high = min(self.cap, high * 2)
        if len(self.spent) < self.budget:
            self.spent.append(now)
        else:
            low, high = self.cap / 2, self.cap
        queue.nack(delivery, delay=low + (high - low) * self.random.random(), reason=reason)
