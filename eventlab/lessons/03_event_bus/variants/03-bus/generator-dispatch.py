# A generator walks over all that is to be called, the waiting events included.
from collections import deque


class Token:
    def __init__(self, bus):
        self.bus = bus

    def cancel(self):
        self.bus.entries.pop(self, None)


class Bus:
    def __init__(self):
        self.entries = {}  # a dict keeps the order of insertion
        self.pending = deque()
        self.walk = None

    def subscribe(self, type, handler):
        token = Token(self)
        self.entries[token] = (type, handler)
        return token

    def calls(self):
        while self.pending:
            event = self.pending.popleft()
            for type, handler in list(self.entries.values()):
                if type in (event.type, "*"):
                    yield handler, event

    def publish(self, event):
        self.pending.append(event)
        if self.walk is not None:
            return
        self.walk = self.calls()
        errors = []
        try:
            for handler, each in self.walk:
                try:
                    handler(each)
                except Exception as error:
                    errors.append(error)
        finally:
            self.walk = None
        if errors:
            raise ExceptionGroup(f"{len(errors)} errors", errors)
