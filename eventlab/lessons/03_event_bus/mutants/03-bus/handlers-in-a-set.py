# The handlers of a type are kept in a set.
from collections import defaultdict, deque


class Subscription:
    def __init__(self, handlers, handler):
        self.handlers, self.handler = handlers, handler

    def cancel(self):
        self.handlers.discard(self.handler)


class Bus:
    def __init__(self):
        self.handlers = defaultdict(set)
        self.pending = deque()
        self.busy = False

    def subscribe(self, type, handler):
        self.handlers[type].add(handler)
        return Subscription(self.handlers[type], handler)

    def publish(self, event):
        self.pending.append(event)
        if self.busy:
            return
        self.busy, errors = True, []
        try:
            while self.pending:
                event = self.pending.popleft()
                for handler in [*self.handlers[event.type], *self.handlers["*"]]:
                    try:
                        handler(event)
                    except Exception as error:
                        errors.append(error)
        finally:
            self.busy = False
        if errors:
            raise ExceptionGroup("failed", errors)
