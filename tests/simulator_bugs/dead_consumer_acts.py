"""A consumer that has crashed goes on calling, and its calls have their effect."""

from eventlab.sim.life import Life

call = Life.call


def alive(self, *args, **named):
    dead, self.dead = self.dead, False
    try:
        return call(self, *args, **named)
    finally:
        self.dead = self.dead or dead


def plant(monkeypatch):
    monkeypatch.setattr(Life, "call", alive)


CAUGHT_BY = "a_dead_consumer_has_no_effect"
