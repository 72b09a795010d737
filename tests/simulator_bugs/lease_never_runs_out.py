"""No other consumer takes over when the lease has run out."""

from eventlab.sim.world import World


def plant(monkeypatch):
    monkeypatch.setattr(World, "overtake", lambda self, life: None)


CAUGHT_BY = "when_the_lease_runs_out_another_consumer_handles_the_event_meanwhile"
