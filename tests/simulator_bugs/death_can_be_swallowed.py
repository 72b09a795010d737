"""A consumer that catches its own death goes on, and is acknowledged."""

from eventlab.sim.life import Life


def not_really(self, reason):
    raise KeyboardInterrupt(reason)


def plant(monkeypatch):
    monkeypatch.setattr(Life, "die", not_really)


CAUGHT_BY = "a_dead_consumer_that_swallows_its_death_is_dead"
