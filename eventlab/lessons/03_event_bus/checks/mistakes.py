"""The wrong solutions that more than one group of checks knows, by what they do."""

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
    "each call: is it in a `try` of its own, whose `except Exception` catches what it raises?",
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
RAISES_WITHOUT_ERRORS = Mistake(
    "raises-without-errors",
    "It makes an ExceptionGroup although no handler raised.",
    "the ExceptionGroup: it needs an `if`, as it must not be empty, and a `raise`, no `return`.",
)
CATCHES_INTERRUPTS = Mistake(
    "catches-interrupts",
    "Ctrl-C is caught like a handler's error, so the program cannot be stopped.",
    "what `except` names: `Exception` lets pass what is no error of a handler.",
)
HIDES_INTERRUPT = Mistake(
    "error-hides-interrupt",
    "When a handler has raised before Ctrl-C, its error comes out and Ctrl-C is forgotten.",
    "where the group is raised: what is raised in a `finally` takes the other's place.",
)
KEEPS_ERRORS = Mistake(
    "errors-raised-again",
    "The next publish raises the errors of the one before once more.",
    "where the list of errors is made: anew for each publish, or once for the bus?",
)

# Subscriptions that end.

CANCEL_DOES_NOTHING = Mistake(
    "cancel-does-nothing",
    "The handler is still called after cancel().",
    "what cancel() changes, and whether publish looks at that same thing.",
)
CANCELS_ANOTHER = Mistake(
    "cancels-another-one",
    "cancel() ends a subscription, but not the one that it belongs to.",
    "how cancel() finds what to remove: by position, or by being the same?",
)
TELLS_APART_TOO_LITTLE = Mistake(
    "finds-its-place-by-the-handler",
    "Where a handler is in the list twice, its first place is taken for its second.",
    "`index`, `is` and `==`: they find the first that is the same. Which place it is, `for` knows.",
)
COUNTS_ONCE = Mistake(
    "same-handler-only-once",
    "A handler that is there twice is called once.",
    "what you keep by handler: each place in the list, each subscription, counts for itself.",
)
LIVE_LIST = Mistake(
    "changes-the-live-list",
    "The list changes while publish walks it, so somebody is skipped or called too early.",
    "what publish loops over: the list itself, or a copy made before the first call?",
)
