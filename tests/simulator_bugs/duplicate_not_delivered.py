"""An event that was delivered once is not delivered again."""

from eventlab.sim.network import Network

find = Network._find


def first_only(self, label):
    given = [turn.label for turn in self.turns]
    return None if label in given else find(self, label)


def plant(monkeypatch):
    monkeypatch.setattr(Network, "_find", first_only)


CAUGHT_BY = "a_duplicate_is_delivered"
