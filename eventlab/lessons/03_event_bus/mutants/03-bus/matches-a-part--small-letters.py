# Compares the types in small letters.
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class Subscription:
    type: str
    handler: Callable
    bus: Any = field(repr=False)

    def cancel(self):
        self.bus.subscriptions = tuple(s for s in self.bus.subscriptions if s is not self)


@dataclass
class Bus:
    subscriptions: tuple = ()
    waiting: tuple = ()
    busy: bool = False

    def subscribe(self, type: str, handler: Callable) -> Subscription:
        new = Subscription(type, handler, self)
        self.subscriptions += (new,)
        return new

    def publish(self, event) -> None:
        self.waiting += (event,)
        if self.busy:
            return
        self.busy = True
        problems: list[Exception] = []
        try:
            while self.waiting:
                now, *later = self.waiting
                self.waiting = tuple(later)
                for subscription in self.subscriptions:
                    if subscription.type == "*" or subscription.type.lower() == now.type.lower():
                        try:
                            subscription.handler(now)
                        except Exception as problem:
                            problems.append(problem)
        finally:
            self.busy = False
        if problems:
            raise ExceptionGroup("see below", problems)
