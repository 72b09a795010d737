"""A property holds although its fault never happened."""

from eventlab.sim.report import Report


def plant(monkeypatch):
    monkeypatch.setattr(Report, "not_exercised", [])


CAUGHT_BY = "what_could_not_be_exercised_is_not_said_to_hold"
