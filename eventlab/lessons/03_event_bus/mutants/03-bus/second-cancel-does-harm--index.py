# A subscription remembers its place in the list, where another one stands by then.
from collections import deque


class Subscription:
    def __init__(self, bus, place):
        self.bus, self.place = bus, place

    def cancel(self):
        del self.bus.pairs[self.place]


class Bus:
    def __init__(self):
        self.pairs = []
        self.pending = deque()
        self.busy = False

    def subscribe(self, type, handler):
        self.pairs.append((type, handler))
        return Subscription(self, len(self.pairs) - 1)

    def publish(self, event):
        self.pending.append(event)
        if self.busy:
            return
        self.busy, errors = True, []
        try:
            while self.pending:
                event = self.pending.popleft()
                for type, handler in list(self.pairs):
                    if type in (event.type, "*"):
                        try:
                            handler(event)
                        except Exception as error:
                            errors.append(error)
        finally:
            self.busy = False
        if errors:
            raise ExceptionGroup("failed", errors)
