"""The wrong solutions of lesson 04, by what they do."""

from eventlab.course.mistakes import Mistake

# Both tasks.

NOT_AWAITED = Mistake(
    "never-awaited",
    "It calls an `async def` and does not await what that returns: nothing of its body ever runs.",
    "each call of an `async def`: who awaits it, or makes a task of it?",
)
BLOCKS = Mistake(
    "blocking-call",
    "It blocks the thread of the event loop: until it returns, no other task has a turn.",
    "where you wait: `await` something instead, so that the others go on.",
)
BUSY = Mistake(
    "busy-waits",
    "It asks again and again instead of waiting, and keeps a processor busy with it.",
    "the loop in which you wait: await the task, the queue or the semaphore itself.",
)
OWN_LOOP = Mistake(
    "loop-in-a-loop",
    "It starts an event loop inside the one that is running.",
    "`asyncio.run`: your code is called by a task already, so `await` is enough.",
)
NOT_ASYNC = Mistake(
    "nothing-to-await",
    "It is called with `await`, and what it returns cannot be awaited.",
    "the `def` line: is it an `async def`?",
)
SWALLOWS_CANCEL = Mistake(
    "swallows-cancel",
    "It takes a cancellation for something to be caught. Then nobody can end it any more.",
    "what catches a `CancelledError` and keeps it: `except BaseException`, or a bare `except`?",
)
LOST = Mistake(
    "error-lost-in-a-task",
    "What was raised stays in its task: nobody asks how the task ended.",
    "what you do with each task's outcome, once all have ended.",
)
ONE_ERROR = Mistake(
    "raises-one-error",
    "It raises one error as it is. With two of them, the second would be lost.",
    "the end: one ExceptionGroup with all that was raised.",
)
NESTED = Mistake(
    "groups-in-groups",
    "It puts groups into the group; who catches it has to search in it.",
    "what you put into the group: the errors themselves.",
)
HANDS_OVER = Mistake(
    "hands-over-something-else",
    "The handler gets something other than the event.",
    "what you pass to the handler.",
)
STOPS_AT_A_VALUE = Mistake(
    "stops-at-a-value",
    "What the handler returns decides how it goes on.",
    "where you use the result of the handler: only an exception means that it failed.",
)

# Handlers side by side.

ONE_BY_ONE = Mistake(
    "one-after-another",
    "It awaits each handler before it starts the next: their waiting adds up.",
    "where a handler is started and where it is awaited: first start all of them.",
)
NOBODY_KEEPS = Mistake(
    "task-nobody-keeps",
    "It starts tasks and returns: nobody keeps them, and nobody waits for them.",
    "what you do with what `create_task` returns: keep it, and await it.",
)
LEAVES_THE_REST = Mistake(
    "first-error-leaves-the-rest",
    "At the first error it returns, while the other handlers are still at work.",
    "what ends the waiting: all tasks must have ended, not one.",
)
CANCELS_THE_REST = Mistake(
    "first-error-cancels-the-rest",
    "One handler's error cancels the others. A bus has to keep them apart.",
    "who cancels: a TaskGroup does, when an error leaves one of its tasks.",
)
BY_TIME = Mistake(
    "errors-by-time",
    "The errors stand in the order in which they happened to come, not in that of the handlers.",
    "the order in which you look at the outcomes.",
)
NEEDS_A_HANDLER = Mistake(
    "needs-a-handler",
    "It fails when nobody listens.",
    "what you await when the list is empty: `asyncio.wait` wants one task at least.",
)
ONLY_ONCE = Mistake(
    "same-handler-only-once",
    "A handler that is in the list twice is called once.",
    "what you keep by handler, or in a set.",
)
GIVES_UP = Mistake(
    "gives-up-waiting",
    "It waits for so many seconds and no longer.",
    "a `timeout`: nobody said how long a handler may take.",
)
A_FEW = Mistake(
    "some-wait-for-others",
    "It lets a certain number of handlers run at a time; the others wait for them.",
    "what limits how many are started.",
)
EMPTIES = Mistake(
    "empties-the-list",
    "It takes the handlers out of a list that is not its own. At the next event nobody is there.",
    "what changes `handlers`: a `pop`, a `remove`, a `clear`.",
)
AGAIN = Mistake(
    "errors-raised-again",
    "It keeps the errors from one call to the next, and raises them again.",
    "where you collect: the list must be made anew in each call.",
)
GOES_ON = Mistake(
    "goes-on-after-cancel",
    "It is cancelled, and its handlers work on as if nothing had happened.",
    "what becomes of your tasks when the `await` is cancelled: `asyncio.wait` leaves them alone.",
)

# The pool.

ENTER_RETURNS = Mistake(
    "enter-returns-nothing",
    "`__aenter__` returns something else, and so `as pool` is not the pool.",
    "the end of `__aenter__`: return self.",
)
SUBMIT_HANDLES = Mistake(
    "submit-waits-for-the-handler",
    "`submit` returns only when the event was handled: the caller waits after all.",
    "what `submit` awaits: a place, and no more.",
)
ONE_WORKER = Mistake(
    "one-worker-only",
    "Only one event is in hand at a time, however many workers there should be.",
    "how many tasks you start, and what keeps two of them apart.",
)
TASK_EACH = Mistake(
    "task-for-each-event",
    "It takes more events in hand at a time than there are workers.",
    "what limits the number of handlers that run.",
)
SLOWEST = Mistake(
    "waits-for-the-slowest",
    "A worker that is free gets no event while another is still busy.",
    "who takes the next event, and when: whoever is free, as soon as it is.",
)
UNBOUNDED = Mistake(
    "unbounded",
    "It accepts whatever comes: under overload the queue grows until the memory is full.",
    "the bound: what makes `submit` wait?",
)
TOO_MANY = Mistake(
    "more-than-the-bound",
    "More accepted events wait for a worker than the bound says.",
    "what lets `submit` go on: one place, one event. And what leaves the queue before a worker "
    "is free, waits too.",
)
COUNTS_IN_HAND = Mistake(
    "bound-counts-what-is-in-hand",
    "It accepts fewer than it may: what a worker has in hand does not wait any more.",
    "when you give a place back: as soon as a worker has taken the event, not when it is handled.",
)
REFUSES = Mistake(
    "refuses-instead-of-waiting",
    "When it is full it raises, where `submit` shall wait.",
    "`put_nowait` and its like: await a place.",
)
DROPS_WHEN_FULL = Mistake(
    "drops-when-full",
    "When it is full it drops an event and says nothing.",
    "what `submit` does when there is no room.",
)
DROPS_QUEUED = Mistake(
    "drops-what-is-queued",
    "At the end it stops its workers: what was accepted and not yet handled is lost.",
    "`__aexit__`: what has to be waited for, before the workers are cancelled?",
)
DROPS_ON_ERROR = Mistake(
    "drops-when-the-block-fails",
    "It drains only after a block without an error. What was accepted is lost otherwise.",
    "the `kind` in `__aexit__`: only what is no Exception, as a cancellation, ends it at once.",
)
DROPS_ERRORS = Mistake(
    "drops-errors-when-the-block-fails",
    "The block had an error of its own, and so those of the events do not come out.",
    "what `__aexit__` raises when `kind` is an Exception and there are errors as well.",
)
SWALLOWS_BLOCK = Mistake(
    "swallows-the-blocks-error",
    "The error of the block does not come out: `__aexit__` swallows it, or hides it.",
    "what `__aexit__` returns: None lets the error pass. And a `from None` would hide it.",
)
WORKER_DIES = Mistake(
    "worker-dies-of-an-error",
    "An error of one event ends the worker that had it, and nobody takes what comes after.",
    "the worker's loop: the `try` stands inside of it, around one event.",
)
ERROR_STOPS = Mistake(
    "error-ends-the-pool",
    "The first error ends the pool; the events behind it are not handled.",
    "where an error goes: into a list, until the end.",
)
NEVER_DONE = Mistake(
    "end-never-comes",
    "All is handled, and the end of the block still waits for something.",
    "what `__aexit__` waits for, and who tells it: `task_done()` also after a failed event?",
)
SENTINEL = Mistake(
    "sentinel-for-one-only",
    "Some workers are told to end and others are not: these wait for ever.",
    "how the workers learn that it is over: each of them takes one message away.",
)
LEAVES_TASKS = Mistake(
    "leaves-tasks-behind",
    "After the block a task of the pool is still there.",
    "the end: cancel every worker, and await each of them.",
)
TWICE = Mistake(
    "handled-twice",
    "It handles an event a second time, though nobody has submitted it again.",
    "what you do after an error: it is kept for the end, and the event is done with.",
)
DROPS_EQUAL = Mistake(
    "drops-equal-events",
    "It drops an event because there was an equal one; it cannot know that this is a duplicate.",
    "what you compare events with, or keep them by: submitted is submitted.",
)
ERRORS_ALIKE = Mistake(
    "errors-alike-are-one",
    "Two errors that say the same are kept as one.",
    "what you keep the errors by: a list has room for all, a dict or set for one of each.",
)
TOO_FEW = Mistake(
    "catches-too-few",
    "It is prepared for some kinds of errors; any other ends the worker, or is lost.",
    "your `except` or `isinstance`: a handler may raise any Exception.",
)
FIXED = Mistake(
    "ignores-its-arguments",
    "It is always the same size, whatever numbers it was made with.",
    "where `workers` and `bound` come in.",
)
LATEST_FIRST = Mistake(
    "last-in-first-out",
    "What came last begins first.",
    "which end of your list you take from.",
)
OTHER_ORDER = Mistake(
    "changes-the-order",
    "Events begin in another order than that in which they were accepted.",
    "what you keep the events in: it must hand out first what came first.",
)
SHARED = Mistake(
    "shared-by-all-pools",
    "Two pools have something in common: what one is given, the other handles.",
    "what stands in the class or in a default value; each pool needs its own, made in `__init__`.",
)
DRAINS_CANCELLED = Mistake(
    "drains-when-cancelled",
    "It is cancelled and still handles what is there: who wants to end it has to wait for that.",
    "what `__aexit__` does after a cancellation, and a cancellation that comes while it waits.",
)
TAKES_THE_CANCELLED = Mistake(
    "accepts-what-was-cancelled",
    "An event whose `submit` was cancelled while it waited is handled all the same.",
    "what `submit` keeps of an event before there is room for it.",
)
LOSES_A_PLACE = Mistake(
    "cancelled-submit-keeps-its-place",
    "A `submit` that was cancelled takes a place for ever, so that fewer and fewer are left.",
    "what `submit` counts before it waits, and who takes that back.",
)
