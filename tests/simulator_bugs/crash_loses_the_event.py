"""The event that a consumer died with does not come again."""

from eventlab.sim.network import Network

give_back = Network.give_back


def drop(self, message, *, at_once):
    return True if at_once else give_back(self, message, at_once=at_once)


def plant(monkeypatch):
    monkeypatch.setattr(Network, "give_back", drop)


CAUGHT_BY = "a_crash_comes_at_its_place_and_the_event_again_at_once"
