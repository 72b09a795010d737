# Under each type stands one handler, so the last one wins.
class Subscription:
    def __init__(self, handlers, type):
        self.handlers, self.type = handlers, type

    def cancel(self):
        self.handlers.pop(self.type, None)


class Bus:
    def __init__(self):
        self.handlers = {}

    def subscribe(self, type, handler):
        self.handlers[type] = handler
        return Subscription(self.handlers, type)

    def publish(self, event):
        errors = []
        for type in (event.type, "*"):
            if type in self.handlers:
                try:
                    self.handlers[type](event)
                except Exception as error:
                    errors.append(error)
        if errors:
            raise ExceptionGroup("failed", errors)
