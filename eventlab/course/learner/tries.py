"""How one thing that is asked stands: a fold of its events, by Leitner's boxes.

An answer is firm when it was right at the first try of a sitting, before any help was taken. A task
may take many tries, but not its solution. What is firm comes up for review after one day, then
after two, four and so on, as in Leitner's boxes (S. Leitner, So lernt man lernen, 1972); what was
right only in the end, after one day; what is wrong, at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from eventlab.event import Event

SITTING = timedelta(hours=8)  # a longer pause begins another one
DAY = timedelta(days=1)
LONGEST = 6  # doublings: a review at least every 64 days

Mark = Literal["not tried", "wrong", "mended", "firm"]


@dataclass
class Tries:
    """What came of the tries of one question, bet, myth or task.

    The events alone decide, not the lessons' files: those may change, and nobody would know that
    what was folded before is out of date.

    Args:
        mark: a bet that was lost is "mended": what happened was shown.
        mistake: the name of the mistake that the last check recognised.
        due: when it should be asked again; None for a bet, which can be made only once.
        last: when anything happened with it.
        erred: it was answered wrongly in this sitting.
        helped: some help was taken in this sitting.
        solved: that help was the solution.
        reviews: so many were firm, each when it was due.
    """

    mark: Mark = "not tried"
    mistake: str | None = None
    due: datetime | None = None
    last: datetime | None = None
    erred: bool = False
    helped: bool = False
    solved: bool = False
    reviews: int = 0

    def apply(self, event: Event) -> None:
        """Take in what happened next."""
        if self.last is None or event.time - self.last > SITTING:
            self.erred = self.helped = self.solved = False
        self.last, data = event.time, event.data
        if event.type == "HelpTaken":
            self.helped, self.solved = True, self.solved or data["help"] == "solution"
        elif event.type == "ExerciseChecked":
            self.mistake = data.get("mistake")
            if data["verdict"] != "not attempted":
                self._settle(data["verdict"] == "passed", event.time, clean=not self.solved)
        elif event.type == "BetSettled":
            self.mark = "firm" if data["right"] else "mended"
        elif event.type in ("QuestionAnswered", "MythJudged"):
            self.erred = self.erred or not data["right"]
            self._settle(data["right"], event.time, clean=not (self.erred or self.helped))

    def _settle(self, right: bool, time: datetime, *, clean: bool) -> None:
        if not right:
            self.mark, self.due, self.reviews = "wrong", time, 0
        elif not clean and self.mark != "firm":
            self.mark, self.due, self.reviews = "mended", time + DAY, 0
        elif clean and (self.mark != "firm" or self.due is None or time >= self.due):
            self.mark, self.due = "firm", time + DAY * 2 ** min(self.reviews, LONGEST)
            self.reviews += 1
