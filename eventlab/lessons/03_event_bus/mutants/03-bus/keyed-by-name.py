# Within a type the handlers stand under their names.
from collections import deque


class Subscription:
    def __init__(self, handlers, key):
        self.handlers, self.key = handlers, key

    def cancel(self):
        self.handlers.pop(self.key, None)


class Bus:
    def __init__(self):
        self.handlers = {}
        self.pending = deque()
        self.busy = False

    def subscribe(self, type, handler):
        key = (type, handler.__name__)
        self.handlers[key] = handler
        return Subscription(self.handlers, key)

    def publish(self, event):
        self.pending.append(event)
        if self.busy:
            return
        self.busy, errors = True, []
        try:
            while self.pending:
                event = self.pending.popleft()
                for (type, _), handler in list(self.handlers.items()):
                    if type in (event.type, "*"):
                        try:
                            handler(event)
                        except Exception as error:
                            errors.append(error)
        finally:
            self.busy = False
        if errors:
            raise ExceptionGroup("failed", errors)
