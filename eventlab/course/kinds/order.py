"""Questions whose parts are put in order."""

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from eventlab.course import card
from eventlab.course.basis import Strict, Text
from eventlab.course.kinds.question import Judged, Question, Unanswered, shuffled


class Item(Strict, frozen=True):
    """A part, and why it comes after the one before it; of the first, why it is the first."""

    text: Text
    why: Text


class Order(Question, frozen=True, kw_only=True, tag="order"):
    """Put these in order. The file has them in the right one; the page never does at first."""

    items: Annotated[tuple[Item, ...], Meta(min_length=3)]

    def _shown(self) -> list[int]:
        return shuffled(len(self.items), self.id)

    def faults(self) -> Iterator[str]:
        texts = [item.text for item in self.items]
        if len(set(texts)) < len(texts):
            yield "items: two have the same text"

    def controls(self, answer: Any, judged: Judged | None) -> list[card.Block]:
        shown = self._shown()
        block = card.ordering(
            "answer",
            "Put these in order, the first on top.",
            [self.items[i].text for i in shown],
            order=[shown.index(i) for i in answer] if answer else list(range(len(shown))),
            locked=judged is not None and judged.right,
        )
        return [block]

    def read(self, raw: Any) -> list[int]:
        shown = self._shown()
        if sorted(raw or ()) != list(range(len(shown))):
            raise Unanswered("Put all of them in order.")
        return [shown[i] for i in raw]

    def known(self, answer: Any) -> bool:
        return isinstance(answer, list) and sorted(answer) == list(range(len(self.items)))

    def judge(self, answer: Any) -> Judged:
        early = [i for i in range(1, len(self.items)) if answer.index(i) < answer.index(i - 1)]
        if not early:
            return Judged(True, "That is the order. " + self.items[0].why)
        before, after = self.items[early[0] - 1], self.items[early[0]]
        say = f"Not yet: “{after.text}” stands before “{before.text}”. {after.why}"
        return Judged(False, say)

    def twin(self) -> str:
        texts = [self.items[i].text for i in self._shown()]
        return card.twin_of_choices("Question", f"{self.asked()}\n\nPut these in order.", texts)
