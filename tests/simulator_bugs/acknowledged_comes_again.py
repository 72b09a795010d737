"""An acknowledgement is recorded, and the event comes again nevertheless."""

from eventlab.sim.post import Post

settle = Post._settle


def forget(self, receipt):
    found = settle(self, receipt)
    if message := self._held.get(receipt):
        message.settled = False
    return found


def plant(monkeypatch):
    monkeypatch.setattr(Post, "_settle", forget)


CAUGHT_BY = "what_was_acknowledged_does_not_come_again"
