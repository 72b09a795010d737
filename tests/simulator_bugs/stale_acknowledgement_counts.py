"""An acknowledgement counts although the lease has run out."""

from eventlab.sim.post import Post


def plant(monkeypatch):
    monkeypatch.setattr(Post, "_find", lambda self, receipt: self._held.get(receipt))


CAUGHT_BY = "an_acknowledgement_counts_once_and_only_while_the_lease_runs"
