"""Process managers that undo the wrong steps, or in the wrong order."""

from mutants.process.plain import MUTANTS, Plain


@MUTANTS.rejected_by("undone_in_reverse")
class OldestFirst(Plain):
    """Undoes the steps in the order in which they were done."""

    def undoing(self, place):
        return super().undoing(place)[::-1]


@MUTANTS.rejected_by("undone_in_reverse")
class LastOnly(Plain):
    """Undoes the last step, and leaves those before it."""

    def undoing(self, place):
        return super().undoing(place)[:1]


@MUTANTS.rejected_by("undone_in_reverse", at_least=True)
class UndoesNothing(Plain):
    """Ends the process, and leaves everything as it is."""

    def undoing(self, place):
        return []


@MUTANTS.rejected_by("undone_in_reverse", at_least=True)
class UndoesWhatWasSent(Plain):
    """Undoes each step that was asked for, also one that was never done."""

    def undoing(self, place):
        undo = {"Charge": "Refund", "Reserve": "Release"}
        asked = [entry for entry in place.mine if entry[0] == "send"]
        found = [entry[3] for entry in asked if entry[3].type in undo]
        return [
            command.caused(undo[command.type], id=f"undo {command.id}")
            for command in reversed(found)
        ]


@MUTANTS.rejected_by("undone_once", at_least=True)
class UndoesAgain(Plain):
    """Undoes everything anew for each reason to compensate."""

    def may_compensate(self, ends):
        return True

    def may_send(self, place):
        return True

    def cancels(self, end):
        return False

    def because(self, event, command):
        return event.caused(command.type, command.data, id=f"{event.id} {command.id}")


@MUTANTS.rejected_by("late_step_is_undone")
class LateIsTooLate(Plain):
    """Ignores a step that was done after all: its effect stays."""

    def step_done(self, place, command, ends):
        if "compensated" not in ends:
            super().step_done(place, command, ends)


@MUTANTS.rejected_by("late_step_is_undone", "undone_once", at_least=True)
class GoesOnAfterwards(Plain):
    """Begins new steps after it has compensated."""

    def may_send(self, place):
        return True


@MUTANTS.rejected_by("correlated")
class CausedByTheStep(Plain):
    """Names the step that is undone as the cause, instead of the reason to undo it."""

    def because(self, event, command):
        return command


@MUTANTS.rejected_by("correlated", at_least=True)
class NoCorrelation(Plain):
    """Sends commands that nobody can trace: their answers belong to nothing."""

    def message(self, place, number, reaction):
        return type(place.event)(reaction.type, reaction.data, id=self.id(place.event, number, 0))
