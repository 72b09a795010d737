"""The mistakes that the checks of 09-decider know by name."""

from eventlab.course.mistakes import Mistake

NO_LIST = Mistake(
    "returns-no-list",
    "decide returns None, a yes or no, or an event that is in no list.",
    "the `return` lines of decide: an event in a list, [] for none.",
)
TELLS_ELSE = Mistake(
    "tells-something-else",
    "decide tells it by another event, or with other data, than the stream of an item has.",
    "the type and the data of the event: the task lists them.",
)
NEVER_REFUSES = Mistake(
    "never-refuses",
    "It lets an order reserve what is not there.",
    "the amount and what is free: which comparison refuses, and does it raise?",
)
OTHER_ERROR = Mistake(
    "refuses-by-another-error",
    "It refuses by another error than was agreed, so whoever asks does not know it for a refusal.",
    "the `raise` in decide: a LookupError, or a kind of it.",
)
ONE_EVENT = Mistake(
    "one-event-for-all",
    "It tells two facts by one event: readers that know duplicates by the id miss the second.",
    "where the event is made: anew in each decision, so that it gets an id of its own.",
)
STILL_FREE = Mistake(
    "reserved-is-still-free",
    "What is reserved still counts as free, so it is promised twice.",
    "evolve, for StockReserved: what is left?",
)
CORRECTION_IGNORED = Mistake(
    "correction-is-ignored",
    "What somebody has counted makes no difference, or the wrong one.",
    "evolve, for StockCorrected: the difference is added, and may be below zero.",
)
NOT_THE_LAST = Mistake(
    "never-the-last-one",
    "The last one is never given to anybody.",
    "the comparison of amount and free: what if they are equal?",
)
SOLD_OUT = Mistake(
    "sold-out-at-the-wrong-time",
    "SoldOut does not come when the last one goes, or not behind the reservation.",
    "where decide adds SoldOut: behind a reservation that takes all that is free, nowhere else.",
)
RESERVES_TWICE = Mistake(
    "reserves-twice",
    "A command that comes twice reserves twice, or is refused though the order has its items.",
    "an order that is in the state already: the command leads to [].",
)
GIVES_BACK_WRONG = Mistake(
    "gives-back-something-else",
    "After a release, something else is free than what the order had.",
    "evolve, for StockReleased: how many had this order?",
)
KEEPS_ONE = Mistake(
    "keeps-one-reservation",
    "Where an order has got items twice, it gives back only those of one time.",
    "evolve, for StockReserved: what has the order already?",
)
REMEMBERS = Mistake(
    "remembers-the-released",
    "An order that has given back its items counts as one that has them.",
    "evolve, for StockReleased: is the order taken out of the state?",
)
RELEASES_NOTHING = Mistake(
    "releases-what-is-not-there",
    "It tells of a release where there was nothing to release, or fails.",
    "an order that the state does not know: the command leads to [].",
)
ONE_FOR_ALL = Mistake(
    "one-state-for-all",
    "All items share one state: a new item begins with the stock of another.",
    "initial: it must make a new state each time.",
)
IN_THE_FOLD = Mistake(
    "validation-in-the-fold",
    "evolve refuses, skips or trims what has happened, or fails at it; but it has happened.",
    "what evolve checks or takes for granted: only decide is asked before it happens.",
)
STRANGE_FAILS = Mistake(
    "fails-on-strange-events",
    "An event that evolve does not know makes the stream unreadable, or changes something.",
    "the end of evolve: what is returned for all other types?",
)
CHANGES_STATE = Mistake(
    "changes-the-old-state",
    "evolve changes the state that it is given; whoever has kept it has another one now.",
    "what evolve does with a dict or a list: make a new one instead.",
)
DECIDE_CHANGES = Mistake(
    "decide-changes-the-state",
    "decide changes the state, though nothing has happened yet: the append may still be refused.",
    "assignments in decide: only evolve makes states, and new ones.",
)
EFFECTS = Mistake(
    "effects-on-replay",
    "evolve does something outside of it, and does it again at each read of the past.",
    "what evolve does beside its `return`: whoever reads the store may do that, once.",
)
CLOCK = Mistake(
    "asks-the-clock",
    "evolve asks a clock or a die: tomorrow the same past would make another state.",
    "what evolve computes with: state and event, whose time is its own, and nothing else.",
)
RECEIVES_NOT = Mistake(
    "refuses-what-came-in",
    "It refuses, or does not tell, what has come in, though the items are there.",
    "what decide does for a receive: it always leads to one StockReceived.",
)
DECIDE_EFFECTS = Mistake(
    "decide-has-effects",
    "decide does something outside of it, though the append may be refused and decided again.",
    "what decide does beside its `return`: nothing has happened before it is appended.",
)
