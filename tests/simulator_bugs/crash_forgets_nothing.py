"""After a crash the consumer still has what it had in memory."""

from eventlab.sim.memory import Memory

init = Memory.__init__


def keep(self, program):
    init(self, program)
    thing = self.load()
    if isinstance(thing, type):
        thing = thing()
    self.load = lambda: thing


def plant(monkeypatch):
    monkeypatch.setattr(Memory, "__init__", keep)


CAUGHT_BY = "a_crash_loses_what_was_in_memory"
