"""The wrong buses that the checks of this lesson know, by what they do."""

from eventlab.course.mistakes import Mistake

# Who is called, and in which order.

DELIVERS_NOTHING = Mistake(
    "delivers-nothing",
    "It returns, and has called nobody.",
    "where the handlers are kept, where they are looked for, and the call itself: handler(event).",
)
LEAVES_EARLY = Mistake(
    "leaves-the-loop-early",
    "Only the first handler is called.",
    "what ends the loop at its first turn: a `return`, a `raise` or a `break` in it?",
)
STOPS_AT_A_VALUE = Mistake(
    "stops-at-a-value",
    "What a handler returns decides whether the next one is called.",
    "`all`, `any`, `and`, `or` or `if` around the call: nobody asked what handlers return.",
)
FIRST_ERROR_STOPS_ALL = Mistake(
    "first-error-stops-all",
    "The first handler that raises ends the loop: those behind it never hear of the event.",
    "where `try` stands: around one call, or around the whole loop?",
)
CATCHES_TOO_FEW = Mistake(
    "catches-too-few",
    "Some kinds of error are caught, any other one ends the loop.",
    "what `except` names: a handler may raise any `Exception`.",
)
NEWEST_FIRST = Mistake(
    "newest-first",
    "Who came last is called first.",
    "the end at which handlers are added, and the direction in which they are walked.",
)
HANDLERS_IN_A_SET = Mistake(
    "handlers-in-a-set",
    "A set keeps no order: who is called first depends on hash values.",
    "what you keep the handlers in: which containers remember the order?",
)
ONE_PER_TYPE = Mistake(
    "one-handler-per-type",
    "A new handler takes the place of the one before it.",
    "what stands under a type: one handler, or a list of them?",
)
KEYED_BY_NAME = Mistake(
    "keyed-by-name",
    "Two handlers of the same name (two lambdas, say) take each other's place.",
    "what you use as a key: a name is not the handler.",
)
HANDS_OVER_SOMETHING_ELSE = Mistake(
    "hands-over-something-else",
    "The handlers get something other than the event that was published.",
    "the call of the handler: what stands between its brackets?",
)
IGNORES_THE_TYPE = Mistake(
    "ignores-the-type",
    "Every handler hears every event.",
    "where publish compares the event's type with the one that was subscribed.",
)
MATCHES_A_PART = Mistake(
    "matches-a-part",
    "A type that only begins with, or contains, the subscribed one counts as the same.",
    "how the types are compared: `in` and `startswith` find parts of a text.",
)
NOBODY_FAILS = Mistake(
    "fails-without-subscribers",
    "publish fails when nobody has subscribed to the event's type.",
    "what your container does when it is asked for a type that it has never seen.",
)
STAR_IS_A_NAME = Mistake(
    "star-is-only-a-name",
    'The type "*" is taken for a name like any other, so nobody ever publishes it.',
    'who must be called for an event: those of its type, and those of "*".',
)
STAR_OUT_OF_PLACE = Mistake(
    "star-out-of-place",
    'The handlers of "*" are called before or after all others, not in their turn.',
    "whether one list in the order of subscription would do, whatever the types are.",
)
STAR_NEEDS_COMPANY = Mistake(
    "star-needs-company",
    'A handler of "*" misses the events that nobody else has subscribed to.',
    'where publish gives up early because a type is not known: "*" hears that one too.',
)
STAR_MISSES_LATER = Mistake(
    "star-misses-later-types",
    'A handler of "*" misses, or hears out of turn, a type that was first named after it.',
    'what happens in subscribe when a type is new: who listens to "*" hears it already.',
)
WEAK_LAMBDA = Mistake(
    "weak-lambda",
    "The bus holds its handlers by weak references: one that nobody else keeps is forgotten.",
    "`weakref`: who else would keep a lambda alive?",
)
SHARED = Mistake(
    "shared-by-all-buses",
    "All buses share one list of handlers.",
    "where that list is made: in the class body (or as a default value) it is made only once.",
)

# What becomes of errors.

SWALLOWED = Mistake(
    "swallowed-errors",
    "The errors are caught and told to nobody: the shop believes that all went well.",
    "what your `except` does with the error: it must come out in the end.",
)
RETURNS_ERRORS = Mistake(
    "returns-the-errors",
    "The errors are returned. Who publishes has no reason to look at a result.",
    "the last line: `raise` what you have there.",
)
ONE_ERROR = Mistake(
    "raises-one-error",
    "One of the errors comes out as it is; whoever gets it cannot know of the others.",
    "what you raise in the end: all of them, in one ExceptionGroup.",
)
DROPS_ERRORS = Mistake(
    "drops-errors",
    "Some errors are missing in the group.",
    "what the errors are collected in: does one take the place of another?",
)
ERRORS_OUT_OF_ORDER = Mistake(
    "errors-out-of-order",
    "The errors are all there, but not in the order in which they were raised.",
    "what you collect them in, and at which end you add.",
)
WRAPS_ERRORS = Mistake(
    "wraps-the-errors",
    "The errors come out as other exceptions: `except* OutOfPaper` would not find its own.",
    "what you collect: the exceptions themselves, as they were caught.",
)
NESTED_GROUPS = Mistake(
    "groups-in-groups",
    "The errors are in groups inside the group.",
    "where an ExceptionGroup is made: once, from the flat list of all errors.",
)
UNNAMED = Mistake(
    "unnamed-handlers",
    "The message does not say which handlers failed.",
    "the first argument of ExceptionGroup: put in each `handler.__name__` that failed.",
)
NAMES_EVERYBODY = Mistake(
    "names-everybody",
    "The message also names handlers that did their work.",
    "which names you collect: only that of a handler that raised.",
)
RAISES_WITHOUT_ERRORS = Mistake(
    "raises-without-errors",
    "It raises although no handler did.",
    "the `raise`: it needs an `if`, for an ExceptionGroup must not be empty.",
)
EMPTIES_THE_LIST = Mistake(
    "empties-the-list",
    "The list of handlers is another one afterwards: the next event finds nobody.",
    "what you do to `handlers`: it belongs to the caller, so only read it.",
)
CATCHES_INTERRUPTS = Mistake(
    "catches-interrupts",
    "Ctrl-C is caught like a handler's error, so the program cannot be stopped.",
    "what `except` names: `Exception` lets pass what is no error of a handler.",
)
DEAF_AFTER_ERROR = Mistake(
    "deaf-after-an-error",
    "After a failure the bus believes that it is still delivering, and only enqueues.",
    "the way out of publish when something raises: what has to be in a `finally`?",
)
KEEPS_ERRORS = Mistake(
    "errors-raised-again",
    "The next publish raises the errors of the one before once more.",
    "where the list of errors is made: anew for each publish, or once for the bus?",
)

# Subscriptions that end.

RETURNS_NO_SUBSCRIPTION = Mistake(
    "subscribe-returns-nothing",
    "subscribe gives back nothing that could be cancelled.",
    "the last line of subscribe: `return` an object that has the method cancel().",
)
CANCEL_DOES_NOTHING = Mistake(
    "cancel-does-nothing",
    "The handler is still called after cancel().",
    "what cancel() changes, and whether publish looks at that same thing.",
)
STAR_NOT_CANCELLED = Mistake(
    "star-cannot-be-cancelled",
    'A cancelled handler of "*" still hears events of some types.',
    "in how many places you keep it, and in how many cancel() looks.",
)
DEAF_AFTER_CANCEL = Mistake(
    "deaf-after-a-cancel",
    "After a cancel() the bus works once more or not at all.",
    "what cancel() leaves behind: a generator or a filter() is empty after one walk.",
)
CANCELS_THE_TYPE = Mistake(
    "cancel-ends-the-type",
    "One cancel() ends the subscriptions of all who listen to that type.",
    "what cancel() removes: the whole entry of the type, or one subscription in it?",
)
CANCELS_ANOTHER = Mistake(
    "cancels-another-one",
    "cancel() ends a subscription, but not the one that it belongs to.",
    "how cancel() finds what to remove: by position, or by being the same?",
)
CANCELS_EQUALS = Mistake(
    "cancels-equal-ones",
    "cancel() ends every subscription of the same handler.",
    "how cancel() finds what to remove: by handler, or by subscription?",
)
CANCELS_TWICE = Mistake(
    "second-cancel-does-harm",
    "Cancelling a second time raises, or ends somebody else's subscription.",
    "what cancel() does when its subscription is gone already: nothing.",
)
COUNTS_ONCE = Mistake(
    "same-handler-only-once",
    "A handler that subscribed twice is called once.",
    "what you keep: each call of subscribe makes one subscription of its own.",
)
LIVE_LIST = Mistake(
    "changes-the-live-list",
    "The list changes while publish walks it, so somebody is skipped or called too early.",
    "what publish loops over: the list itself, or a copy made before the first call?",
)
CANCELS_TOO_EARLY = Mistake(
    "cancels-the-present-event",
    "Who is cancelled during an event no longer hears that event.",
    "when publish decides who hears an event: before the first call, and not again.",
)

LOSES_SUBSCRIPTION = Mistake(
    "loses-new-subscriptions",
    "Who subscribes while an event is delivered is never called.",
    "what subscribe changes inside a handler, and whether publish puts an old copy back.",
)

# Events that cause events.

RECURSION = Mistake(
    "recursion",
    "An event published inside a handler overtakes the present one: publish calls itself.",
    "what publish does when it is called while it is delivering: enqueue, and return.",
)
LOSES_PRESENT = Mistake(
    "loses-the-present-event",
    "When a handler publishes, the handlers behind it miss the present event.",
    "what an inner publish changes that the outer one still needs.",
)
LOSES_CAUSED = Mistake(
    "loses-caused-events",
    "An event published inside a handler is never delivered.",
    "what publish does when it is called while it is delivering, and who looks there later.",
)
ONE_LEVEL = Mistake(
    "one-level-of-causes",
    "What a handler publishes is delivered, but not what that event causes in turn.",
    "how long the queue is worked off: once over what is in it, or until it is empty?",
)
LAST_IN_FIRST_OUT = Mistake(
    "last-in-first-out",
    "Of the events that wait, the newest is delivered first.",
    "the end at which you add to the queue, and the end at which you take.",
)
CAUSED_ERRORS_LOST = Mistake(
    "caused-errors-lost",
    "Errors in handling a caused event do not come out of the publish that set it off.",
    "which errors are collected: those of the first event, or of all that were delivered?",
)
STOPS_THE_QUEUE = Mistake(
    "error-stops-the-queue",
    "It raises while events still wait: they are delivered late, or never.",
    "when you raise: after the queue is empty, not after each event.",
)
DRAINS_BY_RECURSION = Mistake(
    "drains-by-recursion",
    "Every waiting event needs one call more inside the others: a long chain is too deep.",
    "whether a `while` over the queue could do what the recursive call does.",
)
