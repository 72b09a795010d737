"""The right bus of which the wrong ones are made."""

import inspect
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

from mutants import Mutants

MUTANTS = Mutants()


@dataclass(eq=False)
class Bond:
    bus: "Plain"
    type: str
    handler: Any

    def cancel(self):
        self.bus.remove(self)


class Turn:
    def __init__(self):
        self.busy, self.pending = False, deque()


class Plain:
    """A right bus, written for changing one step at a time."""

    def __init__(self):
        self.bonds, self.left, self.turns, self.lock = [], [], {}, threading.Lock()

    def subscribe(self, type, handler):
        self.inspect(handler)
        bond = Bond(self, type, handler)
        with self.lock:
            self.add(bond)
        return bond

    def on(self, type):
        return lambda handler: [self.subscribe(type, handler), handler][1]

    def publish(self, event):
        turn = self.turn()
        self.enqueue(turn, event)
        if not turn.busy:
            turn.pending.extendleft(reversed(self.left))
            self.left.clear()
            errors = []
            turn.busy = True
            try:
                self.drain(turn, errors)
            except BaseException:
                self.interrupted(turn)
                raise
            finally:
                turn.busy = False
            self.report(errors)

    def inspect(self, handler):
        if any(map(inspect.iscoroutinefunction, (handler, handler.__call__))):
            raise TypeError("this handler would have to be awaited")

    def add(self, bond):
        self.bonds = [*self.bonds, bond]

    def remove(self, bond):
        self.bonds = [kept for kept in self.bonds if kept is not bond]

    def hears(self, bond, event):
        return bond.type in (event.type, "*")

    def bonds_for(self, event):
        return [bond for bond in self.bonds if self.hears(bond, event)]

    def turn(self):
        return self.turns.setdefault(threading.get_ident(), Turn())

    def enqueue(self, turn, event):
        turn.pending.append(event)

    def drain(self, turn, errors):
        while turn.pending:
            self.deliver(turn.pending.popleft(), errors)

    def deliver(self, event, errors):
        self.deliver_to(self.bonds_for(event), event, errors)

    def deliver_to(self, bonds, event, errors):
        for bond in bonds:
            try:
                bond.handler(event)
            except Exception as error:
                errors.append((bond, error))

    def interrupted(self, turn):
        self.left.extend(turn.pending)
        turn.pending.clear()

    def report(self, errors):
        if errors:
            names = ", ".join(bond.handler.__qualname__ for bond, _ in errors)
            raise ExceptionGroup(f"failed: {names}", [error for _, error in errors])
