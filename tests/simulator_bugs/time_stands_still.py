"""The clock never moves."""

from eventlab.sim.world import Clock


def plant(monkeypatch):
    monkeypatch.setattr(Clock, "advance", lambda self, seconds: None)


CAUGHT_BY = "time_passes_before_a_late_event_and_while_a_dead_consumer_is_away"
