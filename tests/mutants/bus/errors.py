"""Buses that lose what a handler raised, or take Ctrl-C for it."""

import threading

from mutants.bus.plain import MUTANTS, Plain, Turn

# What becomes of errors.


@MUTANTS.rejected_by(
    "errors_surface",
    "names_the_failing",
    "nothing_lost_in_failure",
    "errors_of_caused_events",
    "errors_are_not_kept",
)
class SwallowsErrors(Plain):
    """Says nothing of what the handlers raised."""

    def report(self, errors):
        pass


@MUTANTS.rejected_by("isolation", "errors_surface", "names_the_failing")
class FirstErrorStopsAll(Plain):
    """Stops at the first handler that raises."""

    def deliver_to(self, bonds, event, errors):
        before = len(errors)
        for bond in bonds:
            if len(errors) == before:
                super().deliver_to([bond], event, errors)


@MUTANTS.rejected_by("errors_surface", "names_the_failing")
class RaisesOnlyTheFirst(Plain):
    """Runs all handlers, and keeps the first error only."""

    def report(self, errors):
        super().report(errors[:1])


@MUTANTS.rejected_by(
    "errors_surface",
    "names_the_failing",
    "nothing_lost_in_failure",
    "errors_of_caused_events",
    "errors_are_not_kept",
)
class NoGroup(Plain):
    """Raises the last error as it is, without a group."""

    def report(self, errors):
        for _, error in errors:
            raise error


@MUTANTS.rejected_by("names_the_failing")
class NamesNobody(Plain):
    """Does not say which handlers failed."""

    def report(self, errors):
        if errors:
            raise ExceptionGroup("some handlers failed", [error for _, error in errors])


@MUTANTS.rejected_by("errors_are_not_kept")
class KeepsErrors(Plain):
    """Collects errors in a list that it never empties."""

    def __init__(self):
        super().__init__()
        self.errors = []

    def report(self, errors):
        self.errors += errors
        super().report(self.errors)


@MUTANTS.rejected_by("errors_are_not_kept")
class StaysBusyAfterErrors(Plain):
    """Raises before it has noted that it is no longer busy."""

    def report(self, errors):
        self.turn().busy = bool(errors)
        super().report(errors)


@MUTANTS.rejected_by("errors_of_caused_events")
class ForgetsErrorsOfCausedEvents(Plain):
    """Raises what the handlers of the first event raised, and nothing of what came after."""

    def drain(self, turn, errors):
        self.deliver(turn.pending.popleft(), errors)
        super().drain(turn, [])


@MUTANTS.rejected_by("nothing_lost_in_failure")
class ErrorsDropWhatIsPending(Plain):
    """Throws away the events that wait when a handler has raised."""

    def deliver(self, event, errors):
        super().deliver(event, errors)
        if errors:
            self.turn().pending.clear()


# Ctrl-C.


@MUTANTS.rejected_by("interruption_passes", "interruption_loses_nothing")
class CatchesBaseExceptions(Plain):
    """Takes Ctrl-C for one more error, and goes on."""

    def deliver_to(self, bonds, event, errors):
        for bond in bonds:
            try:
                bond.handler(event)
            except BaseException as error:
                errors.append((bond, error))

    def report(self, errors):
        if errors:
            raise BaseExceptionGroup(
                ", ".join(bond.handler.__qualname__ for bond, _ in errors), [e for _, e in errors]
            )


@MUTANTS.rejected_by("interruption_passes", "interruption_loses_nothing")
class LetsTheOthersRunFirst(Plain):
    """Lets Ctrl-C out only after the handlers behind it have run."""

    def deliver_to(self, bonds, event, errors):
        for i, bond in enumerate(bonds):
            try:
                super().deliver_to([bond], event, errors)
            except BaseException:
                super().deliver_to(bonds[i + 1 :], event, errors)
                raise


@MUTANTS.rejected_by("interruption_loses_nothing")
class InterruptionDropsWhatIsPending(Plain):
    """Throws away the events that wait when Ctrl-C comes."""

    def interrupted(self, turn):
        turn.pending.clear()


@MUTANTS.rejected_by("interruption_loses_nothing")
class StaysBusyAfterInterruption(Plain):
    """Never notes that it is no longer busy, so that the next publish only enqueues."""

    def interrupted(self, turn):
        self.turns[threading.get_ident()] = stuck = Turn()
        stuck.busy, stuck.pending = True, turn.pending


@MUTANTS.rejected_by("interruption_loses_nothing")
class InterruptedEventsComeLast(Plain):
    """Delivers what an interruption left behind what is published later."""

    def enqueue(self, turn, event):
        turn.pending.extend([event, *self.left])
        self.left.clear()


@MUTANTS.rejected_by("interruption_loses_nothing")
class DeliversTheInterruptedAgain(Plain):
    """Takes an event from the queue only when it is handled: after Ctrl-C it comes again."""

    def drain(self, turn, errors):
        while turn.pending:
            self.deliver(turn.pending[0], errors)
            turn.pending.popleft()
