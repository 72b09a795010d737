"""One of the orders is never run."""

from eventlab.sim import explorer

orders = explorer.orders


def plant(monkeypatch):
    monkeypatch.setattr(explorer, "orders", lambda *scope: [*orders(*scope)][:-1])


CAUGHT_BY = "every_schedule_is_run"
