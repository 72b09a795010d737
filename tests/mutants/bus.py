"""Wrong buses. Each is `Plain`, a right bus cut into steps, with one step done wrong."""

import inspect
import threading
import weakref
from collections import deque
from dataclasses import dataclass
from typing import Any

from eventlab import Bus
from mutants import Mutants

MUTANTS = Mutants()


@dataclass(eq=False)
class Bond:
    bus: "Plain"
    type: str
    handler: Any

    def cancel(self):
        self.bus.remove(self)

    def call(self, event):
        self.handler(event)


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
        for bond in self.bonds_for(event):
            try:
                bond.call(event)
            except Exception as error:
                errors.append((bond, error))

    def interrupted(self, turn):
        self.left.extend(turn.pending)
        turn.pending.clear()

    def report(self, errors):
        if errors:
            names = ", ".join(bond.handler.__qualname__ for bond, _ in errors)
            raise ExceptionGroup(f"failed: {names}", [error for _, error in errors])


IMPLEMENTATIONS = {"Bus": Bus, "Plain": Plain}

# Who is called, and in which order.


@MUTANTS.rejected_by("order", at_least=True)
class HandlersInASet(Plain):
    """Keeps its subscriptions in a set, which has no order."""

    class Bond(Bond):
        def __hash__(self):  # any hash is allowed; this one does not follow the addresses by luck
            return -len(self.bus.bonds)

    def subscribe(self, type, handler):
        bond = self.Bond(self, type, handler)
        self.inspect(handler)
        self.bonds = {*self.bonds, bond}
        return bond


@MUTANTS.rejected_by("only_its_type")
class PrefixMatch(Plain):
    """Takes "PaidBack" for a kind of "Paid"."""

    def hears(self, bond, event):
        return bond.type == "*" or event.type.startswith(bond.type)


@MUTANTS.rejected_by("everything")
class StarLast(Plain):
    """Calls those who hear everything after all the others."""

    def bonds_for(self, event):
        return sorted(super().bonds_for(event), key=lambda bond: bond.type == "*")


@MUTANTS.rejected_by("every_subscription_counts")
class HandlersAsKeys(Plain):
    """Keeps handlers as the keys of a dict: the second subscription replaces the first."""

    def add(self, bond):
        bonds = {(known.type, known.handler): known for known in [*self.bonds, bond]}
        self.bonds = list(bonds.values())


@MUTANTS.rejected_by("strong_references", at_least=True)
class WeakReferences(Plain):
    """Holds handlers by weak references: a lambda is gone at once."""

    def subscribe(self, type, handler):
        weak = weakref.ref(handler)
        return super().subscribe(type, lambda event: weak() and weak()(event))
