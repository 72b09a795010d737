# A plain dict raises KeyError for a type that nobody subscribed to.
class Subscription:
    def __init__(self, entries, entry):
        self.entries, self.entry = entries, entry

    def cancel(self):
        if self.entry in self.entries:
            self.entries.remove(self.entry)


class Bus:
    def __init__(self):
        self.handlers = {"*": []}
        self.queue = []

    def subscribe(self, type, handler):
        entry = [handler]
        self.handlers.setdefault(type, []).append(entry)
        return Subscription(self.handlers[type], entry)

    def publish(self, event):
        errors = []
        for (handler,) in self.handlers[event.type] + self.handlers["*"]:
            try:
                handler(event)
            except Exception as error:
                errors.append(error)
        if errors:
            raise ExceptionGroup("failed", errors)
