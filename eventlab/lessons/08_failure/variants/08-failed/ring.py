# A ring with the times of the last early retries, and two helpers.
import math
import random
import traceback


class Retry:
    def __init__(self, dead, base=1.0, cap=60.0, most=5, budget=60, window=60.0, seed=None):
        self.dead, self.most, self.cap, self.base, self.window = dead, most, cap, base, window
        self.random = random.Random(seed)
        self.ring, self.next = [-math.inf] * budget, 0

    def has_budget(self, now):
        if not self.ring or self.ring[self.next] > now - self.window:
            return False
        self.ring[self.next] = now
        self.next = (self.next + 1) % len(self.ring)
        return True

    def bounds(self, attempt, now):
        if self.has_budget(now):
            return 0.0, min(self.cap, self.base * math.ldexp(1, min(attempt, 1000) - 1))
        return self.cap / 2, self.cap

    def failed(self, queue, delivery, error, now):
        reason = "".join(traceback.format_exception_only(error)).strip()
        if delivery.attempt < self.most:
            delay = self.random.uniform(*self.bounds(delivery.attempt, now))
            queue.nack(delivery, delay=delay, reason=reason)
            return
        self.dead.put(delivery.event, reason=reason)
        queue.ack(delivery)
