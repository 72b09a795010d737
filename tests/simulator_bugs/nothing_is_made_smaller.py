"""What fails under a drawn schedule is shown as it was drawn."""

from eventlab.sim import explorer


def plant(monkeypatch):
    monkeypatch.setattr(explorer, "shrink", lambda schedule, order, fails: schedule)


CAUGHT_BY = "what_is_drawn_is_made_small"
