# A registry, a mailbox and a runner; the bus only puts them together.
from collections import deque
from contextlib import contextmanager


class Registry(list):
    def add(self, type, handler):
        entry = {"type": type, "call": handler}
        self.append(entry)
        return entry

    def drop(self, entry):
        self[:] = (other for other in self if other is not entry)

    def matching(self, event):
        return [e["call"] for e in self if e["type"] == "*" or e["type"] == event.type]


class Runner:
    def __init__(self):
        self.errors = []

    def run(self, calls, event):
        for call in calls:
            try:
                call(event)
            except Exception as error:
                self.errors.append(error)


class Cancel:
    def __init__(self, registry, entry):
        self._undo = [lambda: registry.drop(entry)]

    def cancel(self):
        while self._undo:
            self._undo.pop()()


class Bus:
    registry_class = Registry

    def __init__(self):
        self.registry = self.registry_class()
        self.mailbox = deque()
        self.runner = None

    def subscribe(self, type, handler):
        return Cancel(self.registry, self.registry.add(type, handler))

    @contextmanager
    def running(self):
        self.runner = Runner()
        try:
            yield self.runner
        finally:
            self.runner = None

    def publish(self, event, /):
        self.mailbox.append(event)
        if self.runner:
            return
        with self.running() as runner:
            while self.mailbox:
                event = self.mailbox.popleft()
                runner.run(self.registry.matching(event), event)
        if runner.errors:
            raise ExceptionGroup("Something failed", tuple(runner.errors))
