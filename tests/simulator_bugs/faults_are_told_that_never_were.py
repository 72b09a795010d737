"""A fault is told as having happened when it was only planned."""

from eventlab.sim.life import Life


def pretend(self, kind, message):
    if self._fault and self._fault.kind == kind:
        self.world.fired(message, self._fault)
    return False


def plant(monkeypatch):
    monkeypatch.setattr(Life, "loses", pretend)


CAUGHT_BY = "a_lost_acknowledgement_brings_the_event_again"
