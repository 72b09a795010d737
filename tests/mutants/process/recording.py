"""Process managers that lose or double commands, or take no account of the clock."""

import threading
import time
import uuid
from dataclasses import replace

from eventlab import Complete
from mutants.process.plain import MUTANTS, Plain


@MUTANTS.rejected_by("events_in_commands_out", at_least=True)
class NewestFirst(Plain):
    """Sends what came last first."""

    def next(self, waiting):
        return waiting[-1]


@MUTANTS.rejected_by("events_in_commands_out", "restarted_in_between", at_least=True)
class NeverMarks(Plain):
    """Sends everything anew at each dispatch."""

    def dispatch(self, send):
        for entry in [entry for entry in self.log if entry[0] == "send"]:
            send(entry[3])


@MUTANTS.rejected_by("duplicates_do_no_harm", "restarted_in_between", at_least=True)
class NoInbox(Plain):
    """Reacts to a duplicate as to something new."""

    def known(self, event):
        return False


@MUTANTS.rejected_by("duplicates_do_no_harm", at_least=True)
class KnowsTheLastOnly(Plain):
    """Recognises a duplicate only if it comes right after the first."""

    def known(self, event):
        seen = [entry for entry in self.log if entry[0] == "seen"]
        return bool(seen) and seen[-1][3] == event.id


@MUTANTS.rejected_by("restarted_in_between", at_least=True)
class CommandsInMemory(Plain):
    """Records the event, and keeps the commands in the object: a restart loses them."""

    def __init__(self, process, **options):
        super().__init__(process, **options)
        self.unsent = []

    def send(self, place, command):
        self.unsent.append(command)

    def dispatch(self, send):
        while self.unsent:
            send(self.unsent[0])
            self.unsent.pop(0)


@MUTANTS.rejected_by("restarted_in_between", at_least=True)
class SeenInMemory(Plain):
    """Remembers in the object what it has seen: a restart doubles commands."""

    def __init__(self, process, **options):
        super().__init__(process, **options)
        self.seen = []

    def known(self, event):
        known = event.id in self.seen
        self.seen.append(event.id)
        return known

    def id(self, event, number, reaction):
        return str(uuid.uuid4())


@MUTANTS.rejected_by("failure_leaves_nothing", at_least=True)
class RecordsOneByOne(Plain):
    """Records the event before it has reacted to it."""

    def turn(self, key, event, new=()):
        self.log.append(("seen", self.name, event.source, event.id))
        super().turn(key, event, new)


@MUTANTS.rejected_by("failure_leaves_nothing", at_least=True)
class SwallowsErrors(Plain):
    """Takes a reaction that failed for one that leads to nothing."""

    def reactions(self, event, mine):
        try:
            return super().reactions(event, mine)
        except LookupError:
            return []


@MUTANTS.rejected_by("resent_with_the_same_id", "ids_from_intent")
class IdAtEachSending(Plain):
    """Makes the id when it sends."""

    def send_one(self, number, send):
        send(replace(self.log[number][3], id=str(uuid.uuid4())))
        self.log.append(("sent", number))


@MUTANTS.rejected_by("ids_from_intent")
class RandomIds(Plain):
    """Makes a new id whenever the event is handled."""

    def id(self, event, number, reaction):
        return str(uuid.uuid4())


@MUTANTS.rejected_by("resent_with_the_same_id")
class ForgetsBeforeItSends(Plain):
    """Marks a command as sent before it is: one whose sending failed is lost."""

    def send_one(self, number, send):
        self.log.append(("sent", number))
        send(self.log[number][3])


@MUTANTS.rejected_by("deadline_by_the_clock", at_least=True)
class TimerWithoutTheClock(Plain):
    """Measures deadlines by the machine's time: nobody can move it, and no test can wait for it."""

    def __init__(self, process, **options):
        super().__init__(process, **options)
        self.clock = type("Machine", (), {"now": staticmethod(time.time)})()


@MUTANTS.rejected_by("deadline_by_the_clock", at_least=True)
class AtOnce(Plain):
    """Takes a deadline in whenever it is asked, whatever the time."""

    def due(self):
        return self.open_deadlines()


@MUTANTS.rejected_by("deadline_by_the_clock", at_least=True)
class AfterItsTime(Plain):
    """Waits until the moment is past."""

    def due(self):
        return [entry for entry in self.open_deadlines() if entry[3] < self.clock.now()]


@MUTANTS.rejected_by("deadline_by_the_clock", at_least=True)
class FiresForEver(Plain):
    """Never takes a deadline out when it has fired."""

    def open_deadlines(self):
        return [entry for entry in self.log if entry[0] == "deadline"]


@MUTANTS.rejected_by("deadline_after_the_end", at_least=True)
class FiresAfterTheEnd(Plain):
    """Leaves the deadlines of a completed process running, and counts them when they come."""

    def cancels(self, end):
        return end != "completed"


@MUTANTS.rejected_by("deadline_moved")
class KeepsTheFirstDeadline(Plain):
    """A second deadline of the same type does not move the first."""

    def set(self, place, number, reaction):
        if not any(entry[2] == place.key for entry in self.open_deadlines()):
            super().set(place, number, reaction)


@MUTANTS.rejected_by("several_fire_at_once")
class LooksThenFires(Plain):
    """Lists what is due, and takes it in later: another one has done so meanwhile."""

    listed = ()

    def fire_deadlines(self):
        self.listed = super().due()
        if threading.current_thread() is not threading.main_thread():
            threading.Event().wait(0.02)
        return super().fire_deadlines()

    def due(self):
        return self.listed


@MUTANTS.rejected_by("failing_deadline")
class StopsAtTheFirst(Plain):
    """A deadline that fails holds up all behind it."""

    def failed(self, error, errors):
        raise ExceptionGroup("deadlines", [error])


@MUTANTS.rejected_by("failing_deadline")
class DropsWhatFails(Plain):
    """Takes a deadline out although its reaction failed."""

    def failed(self, error, errors):
        super().failed(error, errors)
        for entry in self.due()[:1]:
            self.log.append(("fired", entry))


@MUTANTS.rejected_by("names_keep_apart", at_least=True)
class OneNameForAll(Plain):
    """Has one inbox for all processes in a database."""

    def __init__(self, process, *, name="process", **options):
        super().__init__(process, **options)


@MUTANTS.rejected_by("names_keep_apart")
class IdWithoutTheName(Plain):
    """Makes the id of the event alone: the receiver takes one process for the other."""

    def id(self, event, number, reaction):
        return f"{event.id} {number}"


@MUTANTS.rejected_by("instances_apart", at_least=True)
class OneInstance(Plain):
    """Knows one instance only."""

    def key(self, event):
        return "the only one"


@MUTANTS.rejected_by("instance_by_your_own_key")
class AlwaysByCorrelation(Plain):
    """Goes by the correlation id, whatever was asked."""

    def key(self, event):
        return event.correlation_id


@MUTANTS.rejected_by("state_is_the_past", at_least=True)
class StateAfterTheEvent(Plain):
    """Gives react the state after the event."""

    def reactions(self, event, mine):
        return super().reactions(event, [*mine, ("received", self.name, "", event)])


@MUTANTS.rejected_by("state_is_the_past", at_least=True)
class ForgetsTheState(Plain):
    """Gives react the initial state each time."""

    def reactions(self, event, mine):
        return super().reactions(event, [])


@MUTANTS.rejected_by("no_list")
class TakesAnything(Plain):
    """Takes None for nothing, and a bare command for a list."""

    def check(self, found):
        if found is None or not hasattr(found, "__iter__"):
            return [] if found in (None, 7) else [found]
        return list(found)


@MUTANTS.rejected_by("nothing_after_completion", "deadline_after_the_end", at_least=True)
class NeverComplete(Plain):
    """Takes no notice of the completion."""

    def carry_out(self, place, number, reaction):
        if not isinstance(reaction, Complete):
            super().carry_out(place, number, reaction)
