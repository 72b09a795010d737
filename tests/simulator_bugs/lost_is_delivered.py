"""A delivery that is planned to be lost arrives; the fault is reported."""

from eventlab.sim.life import Life
from eventlab.sim.schedule import LOST

begin = Life.begin


def arrives(self, message):
    fault = begin(self, message)
    if fault and fault.kind == LOST:
        self.world.fired(message, fault)
        return None
    return fault


def plant(monkeypatch):
    monkeypatch.setattr(Life, "begin", arrives)


CAUGHT_BY = "a_lost_delivery_comes_after_the_others"
