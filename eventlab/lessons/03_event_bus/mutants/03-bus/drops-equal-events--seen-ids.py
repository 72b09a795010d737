# Remembers the ids that were published.
from collections import deque
from eventlab import Event
from eventlab.course import method_of
class Subscription:
    def __init__(self, bus, type, handler):
        self.bus, self.type, self.handler = bus, type, handler

    def cancel(self):
        if self in self.bus.subscriptions:
            self.bus.subscriptions.remove(self)

class Bus:
    def __init__(self):
        self.subscriptions = []
        self.pending = deque()
        self.delivering = False

    def subscribe(self, type, handler):
        subscription = Subscription(self, type, handler)
        self.subscriptions.append(subscription)
        return subscription

@method_of(Bus)
def deliver(self, event):
    errors = []
    for subscription in tuple(self.subscriptions):
        if subscription.type in (event.type, "*"):
            try:
                subscription.handler(event)
            except Exception as error:
                errors.append(error)
    return errors

@method_of(Bus)
def publish(self, event):
    self.done = getattr(self,'done',set())
    if event.id in self.done: return
    self.done.add(event.id)
    self.pending.append(event)
    if self.delivering:
        return
    self.delivering, errors = True, []
    try:
        while self.pending:
            errors += self.deliver(self.pending.popleft())
    finally:
        self.delivering = False
    if errors:
        raise ExceptionGroup(f"{len(errors)} handlers failed", errors)
