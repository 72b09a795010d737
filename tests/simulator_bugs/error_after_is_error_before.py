"""A call whose answer is lost has had no effect."""

from eventlab.sim.life import Life

is_due = Life._is_due


def early(self, place, drawn):
    return is_due(self, place, drawn) or is_due(self, place.replace("before", "after"), drawn)


def plant(monkeypatch):
    monkeypatch.setattr(Life, "_is_due", early)


CAUGHT_BY = "a_call_fails_before_its_effect_or_after"
