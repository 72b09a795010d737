# Keeps the errors in the bus until they are raised, and Ctrl-C leaves before that.
from collections import deque


class Subscription:
    def __init__(self, bus, type, handler):
        self.bus, self.type, self.handler = bus, type, handler

    def cancel(self):
        if self in self.bus.subscriptions:
            self.bus.subscriptions.remove(self)


class Bus:
    def __init__(self):
        self.subscriptions, self.pending, self.errors = [], deque(), []
        self.delivering = False

    def subscribe(self, type, handler):
        self.subscriptions.append(Subscription(self, type, handler))
        return self.subscriptions[-1]

    def deliver(self, event):
        for each in tuple(self.subscriptions):
            if each.type in (event.type, "*"):
                try:
                    each.handler(event)
                except Exception as error:
                    self.errors.append(error)

    def publish(self, event):
        self.pending.append(event)
        if self.delivering:
            return
        self.delivering = True
        try:
            while self.pending:
                self.deliver(self.pending.popleft())
        finally:
            self.delivering = False
        if self.errors:
            errors, self.errors = self.errors, []
            raise ExceptionGroup("failed", errors)
