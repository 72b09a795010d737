"""Buses that lose their turns: events that handlers publish, and threads that publish at once."""

import threading

from mutants.bus.plain import MUTANTS, Plain, Turn

# Events that handlers publish.


@MUTANTS.rejected_by(
    "no_recursion",
    "routed_at_delivery",
    "first_in_first_out",
    "long_chains",
    "errors_of_caused_events",
    "threads_do_not_wait",
)
class Recursion(Plain):
    """Delivers an event inside the handler that publishes it."""

    def publish(self, event):
        errors = []
        self.deliver(event, errors)
        self.report(errors)


@MUTANTS.rejected_by("first_in_first_out", "interruption_loses_nothing")
class LastInFirstOut(Plain):
    """Takes what was published last from the pile, not what has waited longest."""

    def drain(self, turn, errors):
        while turn.pending:
            self.deliver(turn.pending.pop(), errors)


@MUTANTS.rejected_by("first_in_first_out")
class DepthFirst(Plain):
    """Lets what an event caused overtake what waited before it."""

    def deliver(self, event, errors):
        waiting = self.turn().pending
        before = list(waiting)
        waiting.clear()
        super().deliver(event, errors)
        waiting.extend(before)


@MUTANTS.rejected_by("long_chains")
class DrainsByRecursion(Plain):
    """Keeps the order, but calls itself for every event that waits."""

    def drain(self, turn, errors):
        if turn.pending:
            self.deliver(turn.pending.popleft(), errors)
            self.drain(turn, errors)


# Threads.


@MUTANTS.rejected_by("threads", "threads_do_not_wait")
class OneTurnForAllThreads(Plain):
    """Has one busy flag: a thread's publish returns while another one will deliver its event."""

    def turn(self):
        return self.turns.setdefault("all", Turn())


@MUTANTS.rejected_by("threads_do_not_wait")
class OneQueueForAllThreads(Plain):
    """Has a busy flag for each thread, but one queue: threads deliver each other's events."""

    def turn(self):
        turn = super().turn()
        turn.pending = self.turns.setdefault("all", Turn()).pending
        return turn


@MUTANTS.rejected_by("threads", "threads_do_not_wait")
class LockedWhileHandlersRun(Plain):
    """Holds a lock while handlers run: who waits for another thread's publish waits for ever."""

    def __init__(self):
        super().__init__()
        self.one_at_a_time = threading.RLock()

    def publish(self, event):
        with self.one_at_a_time:
            super().publish(event)


@MUTANTS.rejected_by("threads", "threads_do_not_wait")
class DropsWhatItIsTooBusyFor(Plain):
    """Loses an event that is published while another thread delivers."""

    def publish(self, event):
        if all(thread == threading.get_ident() for thread, turn in self.turns.items() if turn.busy):
            super().publish(event)
