# The handlers are kept in lists, and remove() takes the first that is equal.
from collections import deque


class Subscription:
    def __init__(self, handlers, pair):
        self.handlers, self.pair = handlers, pair

    def cancel(self):
        if self.pair in self.handlers:
            self.handlers.remove(self.pair)
            self.pair = None


class Bus:
    def __init__(self):
        self.handlers = []
        self.pending = deque()
        self.busy = False

    def subscribe(self, type, handler):
        self.handlers.append((type, handler))
        return Subscription(self.handlers, (type, handler))

    def publish(self, event):
        self.pending.append(event)
        if self.busy:
            return
        self.busy = True
        errors = []
        try:
            while self.pending:
                event = self.pending.popleft()
                for type, handler in list(self.handlers):
                    if type == event.type or type == "*":
                        try:
                            handler(event)
                        except Exception as error:
                            errors.append(error)
        finally:
            self.busy = False
        if errors:
            raise ExceptionGroup("some handlers failed", errors)
