"""A right process manager that keeps its state in a stream, cut into steps to be done wrong."""

import tempfile
import threading
from pathlib import Path
from types import SimpleNamespace

from eventlab import (
    Compensate,
    Complete,
    Deadline,
    ProcessManager,
    Send,
    SystemClock,
    UndoWith,
)
from mutants import Mutants

MUTANTS = Mutants()


def make_manager(process, *, beside=None, **options):
    """A `ProcessManager` in a new database, or on that of another one."""
    path = beside.path if beside else Path(tempfile.mkdtemp()) / "process.db"
    return ProcessManager(path, process, **options)


class Plain:
    """A right process manager, written for changing one step at a time.

    All that was recorded is one list, shared by the handles on it, that a turn adds to at its end
    or not at all: what was received, set, sent and done is found by going through it.
    """

    def __init__(self, process, *, beside=None, name="process", instance=None, clock=None):
        self.process, self.name = process, name
        self.instance = instance or (lambda event: event.correlation_id)
        self.clock = clock or SystemClock()
        self.log = beside.log if beside else []
        self.lock = beside.lock if beside else threading.RLock()

    def handle(self, event):
        with self.lock:
            if self.known(event):
                return False
            self.turn(self.key(event), event)
            return True

    def key(self, event):
        return self.instance(event)

    def known(self, event):
        return ("seen", self.name, event.source, event.id) in [entry[:4] for entry in self.log]

    def fire_deadlines(self):
        fired, errors = 0, []
        with self.lock:
            for entry in self.due():
                try:
                    self.fire(entry)
                    fired += 1
                except Exception as error:
                    self.failed(error, errors)
        if errors:
            raise ExceptionGroup("deadlines", errors)
        return fired

    def failed(self, error, errors):
        errors.append(error)

    def due(self):
        return [e for e in self.open_deadlines() if e[3] <= self.clock.now()]

    def open_deadlines(self):
        found = {}
        for entry in self.log:
            if entry[0] == "deadline" and entry[1] == self.name:
                found[entry[2], entry[4].type] = entry
            if entry[0] == "fired":
                found.pop((entry[1][2], entry[1][4].type), None)
            if entry[0] == "end" and entry[1] == self.name and self.cancels(entry[3]):
                found = {place: e for place, e in found.items() if place[0] != entry[2]}
        return list(found.values())

    def cancels(self, end):
        return True

    def fire(self, entry):
        self.turn(entry[2], entry[4], [("fired", entry)])

    def turn(self, key, event, new=()):
        """Make all entries, then add them at once."""
        mine = [entry for entry in self.log if entry[1:3] == (self.name, key)]
        new = [*new, ("seen", self.name, event.source, event.id)]
        ends = [entry[3] for entry in mine if entry[0] == "end"]
        if "completed" not in ends:
            new.append(("received", self.name, key, event))
            place = SimpleNamespace(key=key, event=event, mine=mine, late=bool(ends), new=new)
            for number, reaction in enumerate(self.reactions(event, mine)):
                self.carry_out(place, number, reaction)
        self.record(new)

    def record(self, new):
        self.log.extend(new)

    def reactions(self, event, mine):
        state = self.process.initial()
        for entry in mine:
            if entry[0] == "received":
                state = self.process.evolve(state, entry[3])
        found = self.process.react(event, state)
        return self.check(found)

    def check(self, found):
        known = (Send, UndoWith, Deadline, Complete, Compensate)
        found = list(found)
        if not all(isinstance(each, known) for each in found):
            raise TypeError("a list of reactions, please")
        return found

    def carry_out(self, place, number, reaction):
        ends = [e[3] for e in [*place.mine, *place.new] if e[0] == "end"]
        if isinstance(reaction, Send) and self.may_send(place):
            self.send(place, self.message(place, number, reaction))
        elif isinstance(reaction, UndoWith):
            self.step_done(place, self.message(place, number, reaction), ends)
        elif isinstance(reaction, Deadline) and not ends:
            self.set(place, number, reaction)
        elif isinstance(reaction, Complete) and not ends:
            place.new.append(("end", self.name, place.key, "completed"))
        elif isinstance(reaction, Compensate) and self.may_compensate(ends):
            place.new.append(("end", self.name, place.key, "compensated"))
            for command in self.undoing(place):
                self.send(place, self.because(place.event, command))

    def may_send(self, place):
        return not place.late

    def may_compensate(self, ends):
        return not ends

    def step_done(self, place, command, ends):
        if "compensated" in ends:
            self.send(place, command)
        place.new.append(("undo", self.name, place.key, command))

    def undoing(self, place):
        return [e[3] for e in [*place.mine, *place.new] if e[0] == "undo"][::-1]

    def because(self, event, command):
        return event.caused(command.type, command.data, id=command.id)

    def send(self, place, command):
        place.new.append(("send", self.name, place.key, command))

    def set(self, place, number, reaction):
        due = self.clock.now() + reaction.seconds
        event = self.message(place, number, reaction)
        place.new.append(("deadline", self.name, place.key, due, event))

    def message(self, place, number, reaction):
        id = self.id(place.event, number, reaction)
        return place.event.caused(reaction.type, reaction.data, id=id)

    def id(self, event, number, reaction):
        return f"{self.name} {event.id} {number}"

    def dispatch(self, send):
        count = 0
        while waiting := self.waiting():
            self.send_one(self.next(waiting), send)
            count += 1
        return count

    def waiting(self):
        confirmed = [entry[1] for entry in self.log if entry[0] == "sent"]
        sends = [number for number, entry in enumerate(self.log) if entry[0] == "send"]
        return [number for number in sends if number not in confirmed]

    def next(self, waiting):
        return waiting[0]

    def send_one(self, number, send):
        send(self.log[number][3])
        self.log.append(("sent", number))
