"""reveal: a myth to defend or to attack, then the trace that settles it."""

from eventlab.course import card
from eventlab.course.content import Myth, find, lesson_of
from eventlab.course.learner.history import opened, past, record

STANDS = ("defend", "attack")


def reveal(id: str, picture: card.Picture | None = None) -> card.Card:
    """Show a claim. When the learner has taken a stand, show what settles it.

    Args:
        id: the myth's.
        picture: the figure of the run that settles it; shown only after the stand was taken.

    Raises:
        LookupError: there is no myth of that id; the message names the nearest.
    """
    myth = find(id, Myth)
    opened(lesson_of(id).name)
    return _MythCard(myth, picture)


class _MythCard(card.Card):
    def __init__(self, myth: Myth, picture: card.Picture | None) -> None:
        self._myth, self._picture = myth, picture
        self._stand: str | None = None
        for event in past(myth.id):
            if event.type == "MythJudged":
                self._stand = event.data["stand"]
        labels = ["I defend it", "I attack it"]
        twin = card.twin_of_choices("True or not?", myth.claim, labels)
        super().__init__(f"Myth {myth.id}", self._blocks(), twin=twin, act=self._judge)

    def _judge(self, action: str, _: dict[str, list[int]]) -> card.View:
        if action in STANDS:
            self._stand = action
            record("MythJudged", self._myth.id, stand=action, right=action == self._myth.stand)
        elif action == "again":
            self._stand = None
        return self._blocks()

    def _blocks(self) -> card.View:
        blocks = [card.heading("True or not?"), card.prose(self._myth.claim)]
        if self._stand is None:
            return [*blocks, card.buttons(("defend", "I defend it"), ("attack", "I attack it"))]
        tone = "right" if self._stand == self._myth.stand else "wrong"
        blocks.append(card.feedback(tone, f"You {self._stand} it. {self._myth.truth}"))
        if self._picture:
            blocks.append(card.picture(self._picture))
        blocks.append(card.prose(f"**Where it is true.** {self._myth.boundary}"))
        return [*blocks, card.buttons(("again", "Judge anew"))]
