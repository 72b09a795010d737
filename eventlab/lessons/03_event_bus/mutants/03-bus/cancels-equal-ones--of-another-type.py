# A dataclass compares by value: the first entries of two types are equal.
from collections import deque
from dataclasses import dataclass


@dataclass
class Entry:
    bus: object
    handler: object
    number: int

    def cancel(self):
        for entries in self.bus.by_type.values():
            if self in entries:
                entries.remove(self)


class Bus:
    def __init__(self):
        self.by_type = {"*": []}
        self.queue = deque()

    def subscribe(self, type, handler):
        entry = Entry(self, handler, len(self.by_type.get(type, ())))
        if type not in self.by_type:
            self.by_type[type] = self.by_type["*"].copy()
        if type == "*":
            for entries in self.by_type.values():
                entries.append(entry)
        else:
            self.by_type[type].append(entry)
        return entry

    def publish(self, event):
        self.queue.append(event)
        if len(self.queue) > 1:  # the event in hand stays in the queue until it is handled
            return
        errors = []
        try:
            while self.queue:
                current = self.queue[0]
                for entry in self.by_type.get(current.type, self.by_type["*"])[:]:
                    try:
                        entry.handler(current)
                    except Exception as error:
                        errors.append(error)
                self.queue.popleft()
        finally:
            self.queue.clear()
        if errors:
            raise ExceptionGroup("not all went well", errors)
