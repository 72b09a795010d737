"""The wrong solutions of lesson 06, by what they do."""

from eventlab.course.mistakes import Mistake

# Both tasks.

ACK_FIRST = Mistake(
    "ack-first",
    "It acknowledges before the effect: a crash between the two loses the event.",
    "the place of the ack: what is durable by then?",
)
ACK_IN_FINALLY = Mistake(
    "ack-in-finally",
    "It acknowledges in every case, also when the effect has failed: then the event is lost.",
    "what runs after an error: a `finally`, or an `except` that goes on to the ack?",
)
NEVER_ACKNOWLEDGES = Mistake(
    "never-acknowledges",
    "It has its effect and does not say so: the queue must deliver the event again.",
    "where you acknowledge, and whether that line is reached.",
)

# The worker's loop.

ONE_ONLY = Mistake(
    "handles-one-only",
    "It handles one event and returns, though more are ready.",
    "what ends the loop: only a `get()` that returns None should.",
)
HANDS_OVER_THE_DELIVERY = Mistake(
    "hands-over-the-delivery",
    "The handler gets something other than the event.",
    "what you pass to `handle`: the event is in delivery.event.",
)
GETS_TWICE = Mistake(
    "gets-twice",
    "It calls get() twice in each turn: the event of the first call is leased and never handled.",
    "the head of the loop: keep what get() returns there: `while delivery := queue.get():`.",
)
SKIPS_REDELIVERY = Mistake(
    "skips-what-comes-again",
    "It acknowledges what comes again without handling it. It comes again because nobody knows "
    "that it was handled.",
    "the way to `ack` without `handle`: a first attempt need not have ended well.",
)
STOPS_AT_AN_ERROR = Mistake(
    "first-error-stops-all",
    "One event whose handling fails ends the worker, and the others wait for ever.",
    "the call of `handle`: it needs a `try` of its own, inside the loop, for every Exception.",
)
LEAVES_IT_LEASED = Mistake(
    "leaves-it-leased",
    "What has failed is not given back: nobody gets it until its lease runs out.",
    "what your `except` does with the delivery: nack it.",
)
GIVES_BACK_LATE = Mistake(
    "gives-back-late",
    "What has failed is given back so late that this worker returns without it.",
    "the nack: inside the loop, and without a delay.",
)
GIVES_BACK_THE_DONE = Mistake(
    "gives-back-what-succeeded",
    "It also gives back events whose handling has succeeded.",
    "when you nack: only if `handle` has just raised. Does an error last into the next turn?",
)
GIVES_UP = Mistake(
    "gives-up-by-itself",
    "It acknowledges an event that has failed several times, so there is no dead letter.",
    "what you do after an error: nack each time; the queue decides when to give up.",
)
NO_REASON = Mistake(
    "no-reason",
    "It gives the event back without a reason: the dead letter will not say what was wrong.",
    "the nack: reason=str(error).",
)
BY_ITS_TEXT = Mistake(
    "error-without-a-text",
    "It asks for the text of the error, and an error without one is taken for success: its event "
    "is acknowledged and lost.",
    "what decides between ack and nack: whether `handle` has raised, not what the error says.",
)
ANOTHERS_REASON = Mistake(
    "reason-of-another",
    "It gives an event back with the reason why another one failed.",
    "where you keep the text: it is that of the error which `handle` has just raised.",
)
HANDLERS_STALE = Mistake(
    "stale-of-the-handler",
    "A StaleDelivery that `handle` raises, about a queue of its own, is taken for one of this "
    "worker's: the event is not given back.",
    "which calls your `except StaleDelivery` stands around: only ack and nack.",
)
CALLS_ITSELF = Mistake(
    "calls-itself",
    "It calls itself for the next event, and Python allows only so many calls within each other.",
    "the last line: a `while` goes on without a call in a call.",
)
PUTS_IT_AGAIN = Mistake(
    "puts-it-again",
    "It puts a failed event anew instead of giving it back. A new event starts at attempt 1, so it "
    "is never given up.",
    "what you do after an error: the queue counts attempts only if you nack.",
)
STOPS_AT_A_VALUE = Mistake(
    "stops-at-a-value",
    "What the handler returns decides what becomes of the event.",
    "where you use the result of `handle`: only an exception means that it failed.",
)
CATCHES_INTERRUPTS = Mistake(
    "catches-interrupts",
    "Ctrl-C is treated as a failed event, so the worker cannot be stopped.",
    "what `except` names: `Exception` lets Ctrl-C pass.",
)
STALE_ENDS_IT = Mistake(
    "stale-ends-the-worker",
    "A lease that has run out ends the worker, though nothing is lost: the event comes again.",
    "what ack and nack may raise, and whether a `try` is around them.",
)
HANDLES_STALE_AS_FAILED = Mistake(
    "stale-taken-for-failed",
    "When the ack comes too late it takes the event for failed and gives it back, which it cannot.",
    "what stands in the `try` whose `except` calls nack: only the call of `handle` should.",
)
NEEDS_AN_EVENT = Mistake(
    "needs-an-event",
    "It fails when nothing is ready.",
    "what you do with the result of get() before you know that it is not None.",
)
ACKS_AT_THE_END = Mistake(
    "acks-at-the-end",
    "It acknowledges when all are handled: until then leases run out, and what was done comes "
    "again.",
    "the place of the ack: behind its `handle`, before the next get().",
)
SLOW_LOOP = Mistake(
    "takes-all-first",
    "It takes all events before it handles any: while it works, the leases of the last run out.",
    "when you call get(): once for each turn of the loop.",
)

# The consumer that books once.

NEVER_COMMITS = Mistake(
    "never-commits",
    "It writes to the database and does not commit: when its process ends, nothing was written.",
    "what commits: `with db:` around the statements, or db.commit().",
)
EFFECT_FIRST = Mistake(
    "effect-first",
    "Every delivery books again: nothing remembers what was booked.",
    "what a second delivery finds: where is it written that the id was seen?",
)
BY_PAYLOAD = Mistake(
    "dedupe-by-payload",
    "It takes two payments with the same content for one. Ada may buy the same thing twice.",
    "what you compare: the id says which payment it is, the content does not.",
)
FIXED_VALUES = Mistake(
    "not-from-the-event",
    "It books a value that is not the event's.",
    "the values that you insert: each of them comes from `event`.",
)
BY_WHAT_THEY_SHARE = Mistake(
    "dedupe-by-what-they-share",
    "It takes different payments for one: what it compares is the same in all of them.",
    "what you compare: type, time and correlation id can be the same; only the id is its own.",
)
KEY_OF_THE_ATTEMPT = Mistake(
    "key-of-the-attempt",
    "When the shop sends a payment again, with its id and a later time, it is booked again.",
    "what you put into `seen`: of all that an event has, only the id stays the same.",
)
ADJACENT = Mistake(
    "only-adjacent-duplicates",
    "It recognises a duplicate only shortly behind the first one: it remembers too little.",
    "how many ids you keep: a duplicate can come after any number of others.",
)
DROPS_LATE = Mistake(
    "drops-what-comes-late",
    "An id that is smaller than the last one is taken for a duplicate, and it was only overtaken.",
    "what you compare: being known is not the same as being older.",
)
KEEPS_THE_DUPLICATE = Mistake(
    "duplicate-not-acknowledged",
    "It does nothing about a duplicate, not even acknowledge it: so it comes again and again.",
    "the way through your code for an id that was seen: does it reach the ack?",
)
MARK_FIRST = Mistake(
    "mark-first",
    "It marks the event in one transaction and books in the next: a crash in between loses it.",
    "the commits: mark and booking must become durable together.",
)
MARK_LAST = Mistake(
    "mark-last",
    "It books in one transaction and marks in the next: a crash in between books it twice.",
    "the commits: mark and booking must become durable together.",
)
IN_MEMORY = Mistake(
    "seen-set-in-memory",
    "What it has seen is in the memory of its process, and a crash forgets it.",
    "where you remember the ids: after a restart only the database is left.",
)
REMEMBERS_WHAT_FAILED = Mistake(
    "remembers-what-failed",
    "It notes the id before the booking is committed. When that fails, the note stays.",
    "what you remember outside the database: it may be noted after the commit at the earliest.",
)
LEFT_OPEN = Mistake(
    "transaction-left-open",
    "When a call fails, what was written before it stays in the open transaction, and the next "
    "commit makes that durable.",
    "what happens after an error: `with db:` rolls back, or db.rollback().",
)
OUTSIDE = Mistake(
    "checks-outside-the-transaction",
    "It looks for the id before it writes: until then another process can do the same.",
    "when you learn that the id is new: the INSERT that marks it can tell you.",
)
SWALLOWS = Mistake(
    "swallows-errors",
    "An error of the database is caught and the event acknowledged all the same: it is lost.",
    "your `except`: which errors does it catch, and what comes after it?",
)
