"""A fault that is planned for a call never happens."""

from eventlab.sim.life import Life


def plant(monkeypatch):
    monkeypatch.setattr(Life, "_is_due", lambda self, place, drawn: False)


CAUGHT_BY = "a_crash_can_come_at_every_call_and_at_the_end"
