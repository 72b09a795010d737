"""The wrong solutions of lesson 08, by what they do."""

from eventlab.course.mistakes import Mistake

# What becomes of an event that failed.

LEAVES_IT_LEASED = Mistake(
    "leaves-it-leased",
    "It does nothing with the delivery: nobody gets the event until its lease runs out.",
    "the way through your code for this attempt: does it reach a nack?",
)
DROPS_IT = Mistake(
    "drops-it",
    "It acknowledges an event that failed, and puts it nowhere: it is lost.",
    "which attempts you acknowledge: only the last one, and only after `dead.put`.",
)
PUTS_IT_AGAIN = Mistake(
    "puts-it-again",
    "It puts the event anew instead of giving it back: a new event starts at attempt 1, so it is "
    "never given up.",
    "what you call on the queue: nack gives back the same delivery.",
)
FOR_EVER = Mistake(
    "requeue-for-ever",
    "It gives the event back however often it has failed: a poison event comes for ever.",
    "where you ask which attempt it was, and what you do at the last.",
)
OFF_BY_ONE = Mistake(
    "gives-up-off-by-one",
    "It gives up one attempt too early or too late.",
    "the comparison with `most`: attempts are counted from 1, and this one has failed already.",
)
COUNTS_SOME = Mistake(
    "counts-some-retries",
    "Only some early retries take from the budget: those on the first attempt, or with a short "
    "delay. The others come on top.",
    "where you note the time: for each delay that is drawn below the cap for its attempt.",
)
OVERFLOWS = Mistake(
    "backoff-overflows",
    "After a thousand doublings the number is more than a float can hold. The error comes each "
    "time, so the event is neither given back nor given up.",
    "the power: limit its exponent, or stop doubling at `cap`.",
)
EXACTLY = Mistake(
    "misses-the-last-attempt",
    "It gives up at exactly one attempt: if the process dies in it, the next one is beyond that.",
    "the comparison with `most`: `>=` instead of `==`.",
)
COUNTS_ITSELF = Mistake(
    "counts-by-itself",
    "It counts failures itself: it mixes up events, and a restarted process begins from nothing.",
    "where the number of attempts comes from: delivery.attempt is the queue's own count.",
)
NO_REASON = Mistake(
    "dead-letter-without-its-reason",
    "The dead letter does not say what was wrong: whoever finds it has nothing to go by.",
    "the second argument of `dead.put`: the kind of the error and its text.",
)
NACK_WITHOUT_REASON = Mistake(
    "nack-without-reason",
    "The event goes back without a reason, so the queue cannot tell why it was tried again.",
    "the nack: reason=...",
)
NOT_THE_EVENT = Mistake(
    "puts-the-delivery",
    "Something else than the event is put to the dead letters: it could not be sent again.",
    "the first argument of `dead.put`: the event is delivery.event.",
)
DEAD_AND_ALIVE = Mistake(
    "dead-and-requeued",
    "It puts the event to the dead letters and leaves it in the queue: it comes again.",
    "what you do with the delivery after `dead.put`: acknowledge it.",
)
CONSTANT = Mistake(
    "constant-backoff",
    "Its delays do not grow from attempt to attempt.",
    "the formula: the longest delay doubles with each attempt.",
)
STOPS_EARLY = Mistake(
    "doubles-a-few-times-only",
    "It stops doubling after some attempts, though `cap` is not reached.",
    "what bounds the delay: `cap`, and no number of doublings.",
)
SHARED = Mistake(
    "shared-by-all-objects",
    "What one object has spent, another one lacks: they share a list.",
    "where the list is made: in __init__, by `self.`, and not in the class.",
)
DOUBLES_EARLY = Mistake(
    "doubles-too-early",
    "It doubles the delay after the first attempt already.",
    "the exponent: after attempt 1 nothing has been doubled yet.",
)
NO_CAP = Mistake(
    "no-cap",
    "Nothing ends the growth of its delays: after ten attempts they are hours.",
    "where `cap` comes in: min(cap, ...).",
)
CAPS_AFTER_DRAWING = Mistake(
    "caps-after-drawing",
    "It draws first and caps then: late attempts nearly all wait exactly `cap`, together.",
    "the order: the longest delay is capped, and the draw comes after that.",
)
STORM = Mistake(
    "retry-storm-without-jitter",
    "It draws nothing: all who failed together come back together.",
    "the delay: self.random.uniform(0, longest).",
)
LITTLE_JITTER = Mistake(
    "too-little-jitter",
    "It draws from a part of the range only: a crowd stays a crowd for longer than it needs to.",
    "the two ends that you draw between: 0 and the longest delay.",
)
SAME_DRAW = Mistake(
    "same-draw-for-all",
    "Every object draws the same delays, whatever its seed: that is no jitter.",
    "what you draw with: self.random, and nothing that is seeded in here.",
)
OTHER_RANDOM = Mistake(
    "draws-elsewhere",
    "With the same seed it draws other delays each time, so no run of it can be repeated.",
    "what you draw with: self.random.",
)
NO_BUDGET = Mistake(
    "no-budget",
    "However many have failed just now, all of them come back early: an overload stays one.",
    "where you count the early retries of the last `window` seconds.",
)
BUDGET_PER_ATTEMPT = Mistake(
    "gives-up-beyond-the-budget",
    "Without budget it gives the event up at once, though attempts are left.",
    "what you do beyond the budget: a long delay, and no dead letter.",
)
AT_ONCE = Mistake(
    "early-beyond-the-budget",
    "Beyond the budget it does not wait long: these retries come as early as the others.",
    "the delay beyond the budget: between half of `cap` and `cap`.",
)
NEVER_REFILLS = Mistake(
    "budget-never-refills",
    "Its budget is used up once and for all: retries that are long ago still count.",
    "what takes old times out of `spent`.",
)
COUNTS_LATE = Mistake(
    "late-ones-spend-the-budget",
    "It counts the late retries too: as long as there are failures, none is early again.",
    "which delays you note in `spent`: only those drawn within the budget.",
)
SPENDS = Mistake(
    "giving-up-spends-the-budget",
    "A dead letter takes from the budget, though it is no retry.",
    "which events you note in `spent`: only those that come again early.",
)
FIXED_WINDOW = Mistake(
    "fixed-window",
    "Its windows begin at fixed times: around such a time twice the budget is spent.",
    "from when to when you count: the last `window` seconds before `now`.",
)
ACK_FIRST = Mistake(
    "ack-first",
    "It acknowledges before the dead letter is safe: a crash between the two loses the event.",
    "the order of `dead.put` and `queue.ack`.",
)
SWALLOWS = Mistake(
    "swallows-errors",
    "When the dead letters cannot take the event it is acknowledged all the same, and lost.",
    "a `try` around `dead.put`, or a `finally`: what comes after it?",
)

IGNORES = Mistake(
    "ignores-its-settings",
    "A number stands in the code where a setting of the object should.",
    "the numbers in your code.",
)

# The service with an outbox.

NEEDS_BROKER = Mistake(
    "needs-the-broker",
    "While the broker is down no payment can be handled, though nothing of it needs the broker.",
    "what `handle` calls: it only writes, and `relay` tells.",
)

NEVER_COMMITS = Mistake(
    "never-commits",
    "It writes to the database and does not commit: after a crash nothing was written.",
    "what commits: `with self.db:` around the statements, or self.db.commit().",
)
IN_MEMORY = Mistake(
    "outbox-in-memory",
    "What is to be told is in the memory of the process, and a restart forgets it.",
    "where `handle` leaves it for `relay`: only the database outlives the process.",
)
NOT_CAUSED = Mistake(
    "loses-the-correlation",
    "The new event does not say which order it belongs to: nobody can follow it.",
    "how you make it: event.caused(type, data) hands on the correlation id.",
)
NO_EVENT = Mistake(
    "publishes-no-event",
    "What it publishes is not an event, but the text of one.",
    "what you read from the outbox: Event.from_json makes an event of it again.",
)
ONE_ONLY = Mistake(
    "relays-one-only",
    "It tells one event, or a few, and returns, though more stand in the outbox.",
    "what ends `relay`: only an empty outbox should.",
)
NEVER_CROSSES_OUT = Mistake(
    "never-crosses-out",
    "What was told stays in the outbox, and is told again each time.",
    "the DELETE after publishing: does it name the row, and is it committed?",
)
WRONG_ORDER = Mistake(
    "wrong-order",
    "It tells in another order than that in which the events were saved.",
    "the ORDER BY of your SELECT: by number, the smallest first.",
)
DUPLICATE_FAILS = Mistake(
    "duplicate-fails",
    "The second delivery of an event ends in an error, so it comes again and again.",
    "the INSERT into shipments: INSERT OR IGNORE, and rowcount says whether it was new.",
)
TELLS_DUPLICATES = Mistake(
    "tells-duplicates",
    "Each delivery of the same event adds to the outbox again, as an event of another id.",
    "when you add to the outbox: only if the shipment is new.",
)
PUBLISH_THEN_COMMIT = Mistake(
    "publish-then-commit",
    "It tells of a shipment that is not committed yet, and may never be.",
    "who calls publish: `handle` should not. Let it write what is to be told into the outbox.",
)
COMMIT_THEN_PUBLISH = Mistake(
    "commit-then-publish",
    "It commits, then publishes: after a crash in between, the shipment is there and is not told.",
    "who calls publish: `handle` should not. Let it write what is to be told into the outbox.",
)
TWO_TRANSACTIONS = Mistake(
    "two-transactions",
    "Shipment and outbox are committed one after the other: a crash in between parts them.",
    "the commits in `handle`: both rows belong into one.",
)
MARK_FIRST = Mistake(
    "crosses-out-first",
    "It crosses the event out before it is sent: a crash or an error in between loses it.",
    "the order in `relay`: publish, then delete and commit.",
)
BROKER_SWALLOWED = Mistake(
    "swallows-the-broker",
    "When publish fails it goes on as if it had not: the event is lost, or nobody is told.",
    "a `try` around publish: what it raises should come out of `relay`.",
)
OVERTAKES = Mistake(
    "overtakes",
    "When publish fails it goes on with the next event, which overtakes the one that failed.",
    "what your loop does after an error: stop, and leave the rest for the next relay.",
)
CLEARS_ALL = Mistake(
    "clears-the-outbox",
    "It deletes all that stands in the outbox, also what came in after it had looked.",
    "the WHERE of your DELETE: only the row that was sent.",
)
NEW_ID = Mistake(
    "new-id-each-time",
    "It makes the event anew each time it is sent: no inbox can tell that the two are one.",
    "where the event is made: once, in `handle`; the outbox holds all of it.",
)
LEAVES_OPEN = Mistake(
    "leaves-it-open",
    "A call that fails leaves its transaction open: the next commit saves a half, or nothing can.",
    "what ends the transaction after an error: `with self.db:` rolls it back.",
)
DATABASE_SWALLOWED = Mistake(
    "swallows-the-database",
    "An error of the database is caught, and the payment acknowledged all the same: it is lost.",
    "your `except`: which errors does it catch, and does the caller learn of them?",
)
OUTSIDE = Mistake(
    "looks-outside-the-transaction",
    "It looks for the shipment before its transaction: meanwhile another process can do the same.",
    "when you learn that it is new: the INSERT itself can tell you, by its rowcount.",
)
CALLS_ITSELF = Mistake(
    "calls-itself",
    "`relay` calls itself for the next event, and Python allows only so many calls in each other.",
    "the last line of relay: a `while` goes on without a call in a call.",
)
HOLDS_THE_LOCK = Mistake(
    "holds-the-lock",
    "It has written what is not committed, and publishes: the database is locked until the "
    "broker answers.",
    "what is committed before `publish` is called: all of it.",
)
