"""The wrong solutions of a command that decides and a query that waits, by what they do."""

from eventlab.course.mistakes import Mistake

DECIDES = Mistake(
    "decides-from-the-read-model",
    "It decides by the read model, which is late: it sells what is gone, or refuses what is there.",
    "what `sell` looks at: the stream of the item, and never the model.",
)
OTHER_EVENT = Mistake(
    "records-something-else",
    "What it appends is not what a fold of the item's stream counts as a sale.",
    "the append: the item's stream, and an ItemSold with {'pieces': pieces}.",
)
ADDS_WRONGLY = Mistake(
    "does-not-add-up",
    "It refuses what is there: not all that arrived counts.",
    "the fold: each ItemArrived adds to what was left before.",
)
SAME_ID = Mistake(
    "same-id-for-two-sales",
    "It gives two sales one id: whoever leaves out repeated ids loses the second.",
    "the id of the event: leave it to `Event`, which takes a new one.",
)
HIDES_IT = Mistake(
    "hides-the-conflict",
    "Somebody was quicker, nothing was sold, and it returns as if it had been.",
    "what you do with WrongVersion: decide again, or let it come out.",
)
NO_VERSION = Mistake(
    "no-expected-version",
    "It appends without saying which version it has seen: two that decide at once both sell.",
    "the append: expected= the version of the last event that you have folded.",
)
READ_LATE = Mistake(
    "expects-what-is-there-now",
    "It asks for the version after it has decided, so it expects what it has not seen.",
    "where the version comes from: the same events that you have folded.",
)
OFF_BY_ONE = Mistake(
    "keeps-the-last-piece",
    "It refuses to sell all that is left.",
    "the comparison: as many as are left can be sold.",
)
OVERSELLS = Mistake(
    "sells-what-is-not-there",
    "It sells more than is left, though nobody else is there.",
    "the fold: what arrived without what was sold; and the comparison with `pieces`.",
)
WHOLE_STORE = Mistake(
    "folds-other-items",
    "It counts pieces of other items.",
    "which stream you read: the item's.",
)
RETURNS_VERSION = Mistake(
    "returns-the-version",
    "It returns the version in its stream; the model counts positions of the whole store.",
    "what `append` returns, and what a `Recorded` has beside: its position.",
)
RETURNS_END = Mistake(
    "returns-the-end-of-the-store",
    "It returns the position of somebody else's event, which came after its own.",
    "which event's position you return: that at the version that `append` has returned.",
)
ANOTHER_SALE = Mistake(
    "returns-another-sale",
    "It returns the position of an event with the same content, which is an older one.",
    "how you find your event again: by the version that append has returned.",
)
REMEMBERS = Mistake(
    "remembers-its-answer",
    "It gives an old answer again, though the model has gone on.",
    "what `left` keeps from one call to the next: nothing.",
)
NO_ZERO = Mistake(
    "takes-none-for-nothing",
    "When no piece is left, it does not say 0.",
    "an `or` or `if` in `left`: 0 counts as false there.",
)
GUESSES = Mistake(
    "guesses-the-position",
    "It works out the position itself; what others append in between moves it.",
    "where the position comes from: the `Recorded` of your own event, read after the append.",
)
APPENDS_FIRST = Mistake(
    "appends-before-it-decides",
    "It refuses, and has appended all the same.",
    "the order: decide, then append.",
)
NO_WAIT = Mistake(
    "does-not-wait",
    "It answers from a model that has not come to the position: one's own write is missing.",
    "what `left` does while self.model.position is below at_least.",
)
BEYOND = Mistake(
    "waits-beyond-the-position",
    "It waits for more than was asked for: a model that is at the position knows that event.",
    "the comparison with `at_least`: `<` or `<=`?",
)
ONE_STEP = Mistake(
    "catches-up-once",
    "It catches up once, or so many times; a model works in batches and may need more.",
    "`if` or `while`: what ends the waiting?",
)
ANSWERS_ANYWAY = Mistake(
    "answers-all-the-same",
    "The model cannot come to the position, and it answers as if it had.",
    "what you do when catch_up returns 0: the answer would be without one's own write.",
)
TO_THE_END = Mistake(
    "waits-for-the-end",
    "It goes on past the position: while others write, the end may not come.",
    "what ends your loop: the position at_least, and not the end of the store.",
)
WAITS_FOR_ALL = Mistake(
    "makes-everybody-wait",
    "It catches up though nobody has asked for a position: all readers pay for it.",
    "when you call catch_up: only while the position is below at_least.",
)
WAITS_FOR_EVER = Mistake(
    "waits-without-an-end",
    "It waits for a position that the model cannot come to, and never ends.",
    "what you do when catch_up returns 0.",
)
ASKS_THE_STORE = Mistake(
    "query-folds-the-store",
    "The query folds the events itself: that is what the read model was made to save.",
    "what `left` returns: self.model.pieces(item).",
)
GIVES_UP_EARLY = Mistake(
    "gives-up-too-early",
    "It raises TimeoutError though the model could come to that position.",
    "when you raise: only if catch_up had nothing to apply, and the position is still too low.",
)
