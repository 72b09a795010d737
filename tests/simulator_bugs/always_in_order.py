"""Events come in the order of their names, whatever the schedule says."""

from eventlab.sim.network import Planned

init = Planned.__init__


def plant(monkeypatch):
    monkeypatch.setattr(Planned, "__init__", lambda self, turns: init(self, sorted(turns)))


CAUGHT_BY = "events_come_in_the_order_of_the_schedule"
