"""predict: commit to a guess before the run, then see it beside what happened."""

from typing import Any

from eventlab.course import card
from eventlab.course.content import Bet, find, lesson_of, plain
from eventlab.course.learner.history import opened, past, record

CONFIDENCE = ("A guess", "Fairly sure", "Certain")


def predict(id: str) -> "BetCard":
    """Show a bet about a run that is to come.

    The learner commits to an outcome and to a confidence. The cell with the run hands what
    happened to `settle`, which shows it beside the guess as soon as there is one, and nothing
    before.

    Raises:
        LookupError: there is no bet of that id; the message names the nearest.
    """
    bet = find(id, Bet)
    opened(lesson_of(id).name)
    return BetCard(bet)


class BetCard(card.Card):
    """The card of a bet; `settle` belongs to the cell that makes the run."""

    def __init__(self, bet: Bet) -> None:
        self._bet = bet
        self._chosen: int | None = None
        self._confidence: int | None = None
        self._over = False  # the outcome was seen: from here on the bet cannot be changed
        self._first: Any = None  # what happened when the bet was settled
        self._outcome: card.Card | None = None
        self._happened: tuple[Any, card.Picture | None] = None, None
        for event in past(bet.id):
            if event.type == "BetMade" and event.data["chosen"] < len(bet.options):
                self._chosen, self._confidence = event.data["chosen"], event.data["confidence"]
            elif event.type == "BetSettled":
                self._over, self._first = True, plain(event.data["happened"])
        texts = [option.text for option in bet.options]
        super().__init__(
            f"Bet {bet.id}",
            self._blocks(),
            twin=card.twin_of_choices("Your bet", bet.prompt, texts),
            act=self._commit,
        )

    def settle(self, happened: Any, picture: card.Picture | None = None) -> card.Card:
        """Show what happened beside the guess, with its explanation and the picture of the run.

        Args:
            happened: the outcome of the run, compared with the outcomes of the options as JSON.
            picture: a figure of the run.
        """
        self._happened = plain(happened), picture
        twin = "<p><em>What happened shows here when you have made your bet.</em></p>"
        name = f"Outcome of {self._bet.id}"
        self._outcome = card.Card(name, self._settled(), twin=twin)
        return self._outcome

    def _commit(self, action: str, chosen: dict[str, list[int]]) -> card.View:
        if action == "change" and not self._over:
            self._chosen = None
            return self._blocks()
        outcome, confidence = chosen.get("outcome", []), chosen.get("confidence", [])
        if not outcome or not confidence:
            lacks = [] if outcome else ["what you expect"]
            lacks += [] if confidence else ["how sure you are"]
            again = self._blocks(outcome, confidence)
            return [*again, card.feedback("note", f"First choose {' and '.join(lacks)}.")]
        self._chosen, self._confidence = outcome[0], confidence[0]
        record("BetMade", self._bet.id, chosen=self._chosen, confidence=self._confidence)
        if self._outcome:  # the run came first, and has been waiting for the bet
            self._outcome.view = self._settled()
        return self._blocks()

    def _blocks(self, outcome: Any = (), confidence: Any = ()) -> card.View:
        made = self._chosen is not None
        if made:
            outcome, confidence = [self._chosen], [self._confidence]
        options = [card.option(option.text) for option in self._bet.options]
        levels = [card.option(level) for level in CONFIDENCE]
        blocks = [
            card.heading("Your bet"),
            card.prose(self._bet.prompt),
            card.choices("outcome", "What do you expect?", options, chosen=outcome, locked=made),
            card.choices(
                "confidence", "How sure are you?", levels, chosen=confidence, locked=made, row=True
            ),
        ]
        if made:
            blocks.append(
                card.feedback("note", "Your bet stands. What happened is shown by a cell below.")
            )
        if not self._over:
            blocks.append(
                card.buttons(("change", "Change my bet") if made else ("commit", "Commit"))
            )
        return blocks

    def _settled(self) -> card.View:
        if self._chosen is None:
            return [card.feedback("note", "What happened shows here when you have made your bet.")]
        happened, picture = self._happened
        options = self._bet.options
        guess = options[self._chosen]
        actual = next((o for o in options if plain(o.outcome) == happened), None)
        won = actual is guess
        if not self._over:  # what counts is the bet that was made before the outcome was seen
            record("BetSettled", self._bet.id, right=won, chosen=self._chosen, happened=happened)
            self._over, self._first = True, happened
            self.view = self._blocks()
        sure = CONFIDENCE[self._confidence or 0].lower()
        blocks = [
            card.heading("What happened"),
            card.prose(f"Your bet ({sure}): {guess.text}"),
            card.prose(f"The run: {actual.text if actual else f'`{happened}`, none of the above'}"),
        ]
        if picture:
            blocks.append(card.picture(picture))
        if happened != self._first:
            text = (
                "**The code has changed since your bet.** When you bet, another outcome came out."
            )
            return [*blocks, card.feedback("note", text)]
        if won:
            return [*blocks, card.feedback("right", guess.why)]
        why = actual.why if actual else "The code was changed, so no bet fits it any more."
        return [
            *blocks,
            card.feedback("note", f"**Not what you bet.** {why}"),
            card.feedback("note", f"**On your bet.** {guess.why}"),
        ]
