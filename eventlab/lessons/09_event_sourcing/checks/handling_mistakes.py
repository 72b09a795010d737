"""The mistakes that the checks of 09-handle know by name."""

from eventlab.course.mistakes import Mistake

RETURNS_ELSE = Mistake(
    "returns-something-else",
    "It does not return the version that the stream has now.",
    "the `return` line: append returns it.",
)
NOT_ON_THE_PAST = Mistake(
    "not-on-the-past",
    "It decides without what has happened in the stream.",
    "the state that decide is given: which events were folded for it?",
)
WRITES_BLINDLY = Mistake(
    "no-expected-version",
    "It does not say which version it has read, so it overlooks what others did meanwhile.",
    "the append: expected=, and the version of the last event that was read.",
)
CHARGES_TWICE = Mistake(
    "charges-twice",
    "It appends the payment more than once.",
    "the loop: what ends it once the append has succeeded?",
)
SWALLOWS = Mistake(
    "swallows-the-conflict",
    "After a conflict it returns as if all were well, and nothing was appended.",
    "what comes after `except WrongVersion`: try again, and raise at the end.",
)
SWALLOWS_REFUSAL = Mistake(
    "swallows-the-refusal",
    "What decide refuses is passed off as done.",
    "your `except`: it may catch WrongVersion, and nothing else.",
)
ONE_BY_ONE = Mistake(
    "appends-one-by-one",
    "It appends each event by itself: after a crash in between only some would be there.",
    "the append: hand it the whole list.",
)
AS_TRUTH = Mistake(
    "snapshot-as-truth",
    "It takes the snapshot for the truth, and does not read what came later, or expects it.",
    "what is read after the snapshot was loaded: everything behind its version.",
)
IGNORES_SNAPSHOT = Mistake(
    "ignores-the-snapshot",
    "It reads the stream from its beginning, though a snapshot knows most of it.",
    "`after=` in your read.",
)
NEVER_SAVES = Mistake(
    "never-saves",
    "It saves no snapshot, so the next command has to read everything.",
    "the end: snapshots.save(stream, version, state).",
)
SAVES_OLD = Mistake(
    "saves-the-old-state",
    "Version and state of what is saved do not belong together.",
    "what you save: the version after the append, and the state with the new events folded in.",
)
FUTURE_SNAPSHOT = Mistake(
    "believes-the-future",
    "It believes a snapshot of a version that the stream does not have.",
    "the snapshot's version: ask the store whether it has such an event.",
)
OF_NOTHING = Mistake(
    "stumbles-over-version-0",
    "Its own snapshot of an empty stream, of version 0, breaks the next command.",
    "`version - 1` where the version is 0: no event is numbered -1, nor is one before the first.",
)
OWN_START = Mistake(
    "begins-elsewhere",
    "It begins with a state of its own instead of that of the decider.",
    "the state before the first event: decider.initial().",
)
RETRIES_ALL = Mistake(
    "retries-everything",
    "It tries again after an error that is no conflict. What was appended is then appended twice.",
    "your `except`: only after a WrongVersion is it sure that nothing was appended.",
)
ASKS_AGAIN = Mistake(
    "retries-a-refusal",
    "It asks decide again, though nobody was quicker: what was refused stays refused.",
    "your `except`, and what stands in the `try`: only a WrongVersion is a reason to try again.",
)
FIRST_DECISION = Mistake(
    "keeps-its-first-decision",
    "After a conflict it appends what it had decided before, without what others have done.",
    "what stands inside the loop: read, fold and decide, each time.",
)
GIVES_UP = Mistake(
    "gives-up-too-early",
    "It gives up before the third time, though the command would have fitted.",
    "how often the loop runs, and when the conflict is raised.",
)
FOR_EVER = Mistake(
    "retries-for-ever",
    "It tries again without an end, as long as others are quicker.",
    "what bounds the loop.",
)
SAVES_FIRST = Mistake(
    "saves-before-the-append",
    "It saves a state that never came to be: the append was refused.",
    "the place of save: behind the append that succeeded.",
)
COUNTS_RETRIES = Mistake(
    "tries-once-too-often",
    "It decides a fourth time: three times at most are one try and two more.",
    "what is counted: the tries, or those after the first.",
)
ONCE_ONLY = Mistake(
    "goes-through-it-twice",
    "It goes through what decide returned a second time. A generator is empty by then.",
    "the first line that uses the events: a list of them can be gone through again.",
)
