# The numbers are sorted as text, and 10 comes before 2.
import itertools


class Subscription:
    def __init__(self, end):
        self.cancel = end


class Bus:
    def __init__(self):
        self._numbers = itertools.count()
        self._handlers = {}
        self._queue = []
        self._busy = False

    def subscribe(self, type, handler):
        number = str(next(self._numbers))
        self._handlers.setdefault(type, {})[number] = handler
        return Subscription(lambda: self._handlers[type].pop(number, None))

    def _hearing(self, type):
        both = self._handlers.get(type, {}) | self._handlers.get("*", {})
        return [both[number] for number in sorted(both)]

    def publish(self, event):
        self._queue.append(event)
        if self._busy:
            return
        self._busy = True
        errors = []
        try:
            for event in self._queue:  # a list may grow while it is walked
                for handler in self._hearing(event.type):
                    try:
                        handler(event)
                    except Exception as error:
                        errors.append(error)
        finally:
            self._queue = []
            self._busy = False
        if errors:
            raise ExceptionGroup("handlers failed", errors)
