"""The wrong solutions of the second task of lesson 11, by what they do."""

from eventlab.course.mistakes import Mistake

SENDS_NOTHING = Mistake(
    "sends-nothing",
    "It hears an event and sends no command, so the order never goes on.",
    "the call of self.send(command, order), and whether your code reaches it.",
)
FORWARDS_ORDER = Mistake(
    "compensation-in-the-wrong-order",
    "It undoes the first step first. What a later step rests on is gone while that still stands.",
    "the order in which you undo: reversed().",
)
NEVER_RAN = Mistake(
    "compensates-steps-that-never-ran",
    "It undoes steps that were never done: a refund without a charge gives money away.",
    "what you undo: only what events of this order have told to be done.",
)
ONLY_LAST = Mistake(
    "compensates-the-last-step-only",
    "It undoes one step and leaves the earlier ones as they are.",
    "how many steps you keep, and how many of them you undo.",
)
UNDOES_NOTHING = Mistake(
    "undoes-nothing",
    "It cancels the order and leaves what was done as it is.",
    "what comes before CancelOrder: the undoing of each step that was done.",
)
CANCELS_FIRST = Mistake(
    "cancels-before-it-has-undone",
    "It says that the order is cancelled before its steps are undone.",
    "the last command when something failed: CancelOrder.",
)
NO_CANCEL = Mistake(
    "never-cancels",
    "It undoes the steps and tells nobody that the order is cancelled.",
    "the last command when something failed: CancelOrder.",
)
TWICE = Mistake(
    "compensates-twice",
    "A second reason to cancel, or the same one again, undoes everything once more.",
    "what you ask before you undo: has this order ended?",
)
REPEATS = Mistake(
    "handles-duplicates-anew",
    "An event that comes twice leads to its command twice: one order, two charges.",
    "what you keep of the events that you had: their ids, for each order, also when it has ended.",
)
ADJACENT = Mistake(
    "only-adjacent-duplicates",
    "It recognises a duplicate only right behind the first one.",
    "how many ids you keep: a duplicate can come after any number of others.",
)
ONE_FOR_ALL = Mistake(
    "one-instance-for-all-orders",
    "What happens to one order changes another one.",
    "where you keep what was done: for each order by itself.",
)
NO_DEADLINE = Mistake(
    "no-deadline",
    "An order that nobody answers stays open for ever, with its stock reserved.",
    "`tick`: which orders has nobody ended, and since when?",
)
REAL_TIME = Mistake(
    "timer-without-the-clock",
    "It never asks the clock it was given: another one, or a count of ticks, is no measure here.",
    "where the time comes from: self.clock.now().",
)
EVENT_TIME = Mistake(
    "trusts-the-events-time",
    "It counts from the time that the event carries, which another machine's clock has set.",
    "where the deadline begins: self.clock.now(), when OrderPlaced is handled.",
)
TOO_EARLY = Mistake(
    "deadline-too-early",
    "It cancels before the 900 seconds are over.",
    "the comparison with self.clock.now().",
)
TOO_LATE = Mistake(
    "deadline-too-late",
    "When 900 seconds have passed it does not cancel yet.",
    "the comparison with self.clock.now(): at 900 seconds it is due.",
)
MOVED = Mistake(
    "deadline-armed-again",
    "Each event moves the deadline: an order that makes small steps is never in time's reach.",
    "where `due` is set: once for each order, with the first event.",
)
REARMED = Mistake(
    "deadline-armed-again-on-restart",
    "A process that is started again begins to count from zero: restarted often, it never cancels.",
    "what you keep in the store: the moment when it is due, not the seconds that are left.",
)
AFTER_THE_END = Mistake(
    "deadline-after-completion",
    "The deadline cancels an order that was shipped.",
    "which orders `tick` leaves alone: all that have ended, well or not.",
)
NOT_ALL = Mistake(
    "leaves-some-that-are-due",
    "Of the orders that are due, it cancels some and leaves the others open.",
    "the loop in `tick`: which orders does it look at, and what ends it?",
)
FIRES_AGAIN = Mistake(
    "deadline-fires-again",
    "Each tick after the deadline cancels the order once more.",
    "what `tick` writes down when it has cancelled.",
)
IN_MEMORY = Mistake(
    "forgets-on-restart",
    "What it knows is in the memory of its process, and a restart forgets it.",
    "where you keep it: everything in self.store, nothing else on self.",
)
NOT_WRITTEN_BACK = Mistake(
    "changes-a-copy",
    "It changes what it took out of the store, which is a copy, and does not write it back.",
    "the end of each way through your code: self.store[order] = ...",
)
BEGINS_ANEW = Mistake(
    "goes-on-after-the-end",
    "It sends the next step of an order that is cancelled.",
    "what an event leads to when its order has ended: nothing is begun.",
)
LATE_STAYS = Mistake(
    "late-step-stays-done",
    "A step that turns out to be done after the cancelling stays done, and somebody pays for it.",
    "what StockReserved and CardCharged lead to when the order is cancelled.",
)
ROLLS_BACK = Mistake(
    "rolls-back",
    "It forgets a cancelled order as if it had never been; what comes later then begins it anew.",
    "what stays in the store when an order has ended: that it has.",
)
SAVED_FIRST = Mistake(
    "saves-before-it-sends",
    "It notes the event before the commands are sent. A crash in between loses them for good.",
    "the order of send and store: what comes again must still lead to its commands.",
)
HALF_WAY = Mistake(
    "forgets-half-way",
    "After a crash it goes on with less than it had to do: some commands are never sent.",
    "what is in the store at each moment: could another process finish from there?",
)
ENDED_IS_FINAL = Mistake(
    "failure-after-completion",
    "It cancels an order that was shipped.",
    "what a failure leads to when its order has ended: nothing.",
)
