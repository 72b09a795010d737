"""The wrong solutions of the first task of lesson 11, by what they do."""

from eventlab.course.mistakes import Mistake

BEYOND = Mistake(
    "pushes-beyond-the-credit",
    "It sends more than the worker has granted: a slow one drowns, and its leases run out.",
    "what `pump` asks before each get(). What is sent counts until it is acknowledged, or its "
    "lease is over.",
)
NEVER_BACK = Mistake(
    "credit-never-given-back",
    "What is acknowledged still counts: after `credit` events the worker gets nothing more.",
    "what `ack` changes in what `pump` counts.",
)
NEGATIVE = Mistake(
    "takes-a-credit-below-one",
    "It takes a credit of 0 or less: that worker gets nothing, for ever, and nobody hears why.",
    "the first lines of __init__: raise a ValueError.",
)
LEASE_KEEPS = Mistake(
    "lease-keeps-the-credit",
    "A delivery whose lease is over still counts: a worker that missed one gets less for ever.",
    "what `pump` counts: only deliveries for which queue.on_loan(delivery) is true.",
)
LATE_GIVES = Mistake(
    "late-ack-gives-credit",
    "An acknowledgement that came too late gives back credit that was free already.",
    "the order in `ack`: queue.ack first, since it may raise; and count no number by hand.",
)
BY_POSITION = Mistake(
    "ack-by-position-only",
    "It acknowledges what stands first in its list, not the delivery that the worker has named.",
    "what `ack` hands to queue.ack: the very delivery that it was given.",
)
UP_TO = Mistake(
    "acknowledges-all-before",
    "It acknowledges all that was sent before this one as well: what is not done would be lost.",
    "what `ack` hands to queue.ack: this delivery, and no other.",
)
BY_ID = Mistake(
    "ack-by-the-events-id",
    "It looks for the event's id: a late acknowledgement then ends somebody else's delivery.",
    "what `ack` hands to queue.ack: the delivery that it was given, with its receipt.",
)
SWALLOWS_STALE = Mistake(
    "swallows-stale-deliveries",
    "The worker is not told that its acknowledgement came too late, and takes its work for done.",
    "what becomes of StaleDelivery in `ack`: let it come out.",
)
ACKS_ITSELF = Mistake(
    "acks-at-delivery",
    "It acknowledges what it sends, before the worker has done anything: a crash loses it.",
    "who says that an event is done: the worker, by calling `ack`.",
)
NEVER_ACKS = Mistake(
    "never-acknowledges",
    "The queue is not told that an event is done, so it comes again when its lease is over.",
    "`ack`: does it hand the delivery to queue.ack?",
)
TELLS_LATER = Mistake(
    "tells-the-queue-later",
    "An acknowledgement inside `send` waits until `send` is over: a crash in between forgets it.",
    "what `ack` does while a pump is at work: only the next send has to wait, not queue.ack.",
)
WAITS_FOR_PUMP = Mistake(
    "waits-for-the-next-pump",
    "After an acknowledgement the next one waits until something new is put: perhaps for ever.",
    "the end of `ack`: there is room again, so pump.",
)
ONE_A_PUMP = Mistake(
    "one-for-each-pump",
    "It sends one event and stops, though there is credit for more.",
    "what ends the loop in `pump`: no credit left, or no event.",
)
COUNTS_ONCE = Mistake(
    "counts-once-for-each-pump",
    "It looks at what is on loan before its loop, and not again: what the worker acknowledges "
    "inside `send` makes no room.",
    "the condition of the loop in `pump`: what is on loan is another number after each `send`.",
)
BY_EVENT = Mistake(
    "counts-by-the-events-id",
    "It keeps what is out by the event's id: an event that was put twice is on loan twice, and "
    "counts once.",
    "what you keep and count: the deliveries. Each has a receipt of its own.",
)
GETS_FIRST = Mistake(
    "gets-before-it-looks",
    "It takes an event, then finds that it may not send it: that one is on loan to nobody.",
    "the order in `pump`: ask first whether there is room, and a worker; get() after that.",
)
SENDS_THE_EVENT = Mistake(
    "sends-the-event",
    "The worker gets something other than the delivery, and cannot acknowledge it.",
    "what you pass to `send`: what get() returned.",
)
NEEDS_AN_EVENT = Mistake(
    "needs-an-event",
    "It sends whatever get() returns, and that is None when nothing is ready.",
    "what you do with the result of get() before you know that it is not None.",
)
PUTS_IT_AGAIN = Mistake(
    "puts-it-again",
    "It puts an event anew instead of giving it back: at the end of the queue, from attempt 1.",
    "what `close` calls: nack gives back the same delivery.",
)
RECURSES = Mistake(
    "pump-inside-pump",
    "`ack` inside `send` begins a pump inside the pump, and each goes one call deeper.",
    "the first lines of `pump`: return when one is at work already; its loop goes on by itself.",
)
STUCK = Mistake(
    "stays-locked",
    "What keeps a second pump out is not taken back when the first one ends early.",
    "what you set at the beginning of `pump`: is it reset in a `finally`?",
)
LOST_ON_CLOSE = Mistake(
    "lost-on-disconnect",
    "What the worker had when it left is acknowledged or forgotten: nobody handles it.",
    "`close`: what is on loan goes back, with nack.",
)
WAITS_FOR_LEASE = Mistake(
    "waits-for-the-lease",
    "What the worker had when it left stays on loan, and the others wait until the lease is over.",
    "`close`: nack what is still on loan, the one in `send` as well.",
)
SENDS_TO_THE_GONE = Mistake(
    "sends-to-the-gone",
    "It sends to a worker that has left.",
    "what `pump` asks first, and whether its loop asks again after a `send` that has closed it.",
)
CLOSE_FAILS = Mistake(
    "close-meets-what-is-settled",
    "It gives back what no longer counts, and fails with StaleDelivery half-way.",
    "`close`: only what queue.on_loan(delivery) confirms can go back. It may be called twice.",
)
GONE_IS_AN_ERROR = Mistake(
    "error-comes-out-of-pump",
    "A worker that is gone makes `pump` fail: the broker, or another worker's ack, gets the error.",
    "the call of `send`: catch ConnectionError, and close.",
)
SWALLOWS_ERRORS = Mistake(
    "swallows-every-error",
    "Every error of `send` is taken for a worker that left. A bug in it is never heard of.",
    "what `except` names: ConnectionError alone.",
)
SHARED = Mistake(
    "one-credit-for-all",
    "Two workers share one count or one lock: each stands in the other one's way.",
    "where you keep what changes: on the object, made in __init__, not on the class.",
)
