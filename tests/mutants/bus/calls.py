"""Buses that call the wrong handlers, or in the wrong order, or forget one."""

import inspect
import weakref

from mutants.bus.plain import MUTANTS, Bond, Plain

# Who is called, and in which order.


@MUTANTS.rejected_by("order", at_least=True)
class HandlersInASet(Plain):
    """Keeps its subscriptions in a set, which has no order."""

    class Bond(Bond):
        def __hash__(self):  # a fixed one: addresses, the usual hash, may be in order by luck
            return -self.number

    def add(self, bond):
        bond.__class__, bond.number = self.Bond, len(self.bonds)
        self.bonds = {*self.bonds, bond}


@MUTANTS.rejected_by("only_its_type")
class PrefixMatch(Plain):
    """Takes "PaidBack" for a kind of "Paid"."""

    def hears(self, bond, event):
        return bond.type == "*" or event.type.startswith(bond.type)


@MUTANTS.rejected_by("only_its_type", "errors_are_not_kept", "routed_at_delivery", at_least=True)
class OneListForAll(Plain):
    """Calls every handler with every event."""

    def hears(self, bond, event):
        return True


@MUTANTS.rejected_by("everything")
class StarLast(Plain):
    """Calls those who hear everything after all the others."""

    def bonds_for(self, event):
        return sorted(super().bonds_for(event), key=lambda bond: bond.type == "*")


@MUTANTS.rejected_by("everything", "names_the_failing", "threads_do_not_wait")
class StarForTheUnnamed(Plain):
    """Gives to "*" only what nobody else hears."""

    def bonds_for(self, event):
        bonds = super().bonds_for(event)
        return [bond for bond in bonds if bond.type == event.type] or bonds


@MUTANTS.rejected_by("every_subscription_counts")
class HandlersAsKeys(Plain):
    """Keeps handlers as the keys of a dict: the second subscription replaces the first."""

    def add(self, bond):
        self.bonds = [
            *{(known.type, known.handler): known for known in [*self.bonds, bond]}.values()
        ]


@MUTANTS.rejected_by("every_subscription_counts")
class CancelsByHandler(Plain):
    """Cancels every subscription of the handler, not the one."""

    def remove(self, bond):
        self.bonds = [kept for kept in self.bonds if kept.handler is not bond.handler]


@MUTANTS.rejected_by("every_subscription_counts")
class CancelsOnlyOnce(Plain):
    """Raises when a subscription is cancelled a second time."""

    def remove(self, bond):
        bonds = list(self.bonds)
        bonds.remove(bond)
        self.bonds = bonds


@MUTANTS.rejected_by("strong_references", at_least=True)
class WeakReferences(Plain):
    """Holds handlers by weak references: a lambda is gone at once."""

    def add(self, bond):
        weak = weakref.ref(bond.handler)
        bond.handler = lambda event: weak() and weak()(event)
        super().add(bond)


@MUTANTS.rejected_by("decorator")
class DecoratorThatReplaces(Plain):
    """Leaves a subscription where the decorated function was."""

    def on(self, type):
        return lambda handler: self.subscribe(type, handler)


@MUTANTS.rejected_by("refuses_async")
class ForgetsToAwait(Plain):
    """Takes an async handler, and drops the coroutine that it returns."""

    def inspect(self, handler):
        pass


@MUTANTS.rejected_by("refuses_async")
class SeesOnlyAsyncFunctions(Plain):
    """Overlooks an object whose `__call__` is async."""

    def inspect(self, handler):
        if inspect.iscoroutinefunction(handler):
            raise TypeError("this handler would have to be awaited")


# When the list of handlers changes.


@MUTANTS.rejected_by("subscribe_inside", "cancel_inside")
class LiveList(Plain):
    """Changes the list that publish is going through."""

    def add(self, bond):
        self.bonds.append(bond)

    def remove(self, bond):
        if bond in self.bonds:
            self.bonds.remove(bond)

    def bonds_for(self, event):
        return (bond for bond in self.bonds if self.hears(bond, event))


@MUTANTS.rejected_by("subscribe_inside")
class LateComersJoinAtOnce(LiveList):
    """Lets who subscribes inside a handler hear the event that is being delivered."""

    remove = Plain.remove


@MUTANTS.rejected_by("cancel_inside")
class SkipsTheCancelled(Plain):
    """Lets a cancellation take effect at once: who comes later in the list misses the event."""

    def bonds_for(self, event):
        return (bond for bond in super().bonds_for(event) if bond in self.bonds)


@MUTANTS.rejected_by("routed_at_delivery")
class RoutedAtPublish(Plain):
    """Decides who hears an event when it is published, though its turn comes later."""

    def enqueue(self, turn, event):
        turn.pending.append((event, self.bonds_for(event)))

    def deliver(self, routed, errors):
        event, bonds = routed
        self.deliver_to(bonds, event, errors)
