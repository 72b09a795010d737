"""The wrong solutions with a read model, by what they do."""

from eventlab.course.mistakes import Mistake

# A read model that can be trusted.

NEVER_COMMITS = Mistake(
    "never-commits",
    "It writes and does not commit: nobody else sees it, and a restart forgets it.",
    "what commits: `with self.db:` around the statements, or self.db.commit().",
)
STARTS_OVER = Mistake(
    "starts-over",
    "It applies old events again: what is behind the checkpoint is only what comes after it.",
    "where you begin to read, and whether the new checkpoint is written at all.",
)
IN_MEMORY = Mistake(
    "keeps-it-in-memory",
    "It keeps sums, or how far it has come, in the object: a restart begins with nothing.",
    "the attributes that you change: only the database outlives the process.",
)
CLOCK = Mistake(
    "not-replay-safe",
    "It asks the clock of today about an event of long ago: each rebuild gives another model.",
    "where the day comes from: recorded.event.time says when it happened.",
)
NO_ROW = Mistake(
    "needs-a-row",
    "It loses a return when no row, or nothing in it, is there to take it off.",
    "what a return does to a row: the same sum as a sale, down to below 0.",
)
FORGETS_RETURNS = Mistake(
    "forgets-returns",
    "What was returned changes nothing.",
    "what you do with ItemReturned: `apply` knows it.",
)
UNKNOWN_FAILS = Mistake(
    "unknown-types-fail",
    "An event of a type that it does not know ends in an error, and then nothing goes on.",
    "what you do with other types: pass them over.",
)
UNKNOWN_STOPS = Mistake(
    "unknown-types-stop-it",
    "It stops at an event of another type: what comes behind it is never applied.",
    "a `break` or `return` in the loop.",
)
UNKNOWN_HOLDS = Mistake(
    "unknown-types-hold-it",
    "It skips other types without moving the checkpoint: who waits for such a position waits on.",
    "what the checkpoint is after an event of another type: its position, too.",
)
COUNTS = Mistake(
    "counts-instead-of-positions",
    "It counts events and takes that for the position, but positions have gaps.",
    "the new checkpoint: recorded.position, and nothing that you add up.",
)
VERSIONS = Mistake(
    "versions-for-positions",
    "Its checkpoint is a version, which counts in one stream; read_all goes by positions.",
    "the new checkpoint: recorded.position, not recorded.version.",
)
READS_ALL = Mistake(
    "reads-everything-again",
    "It reads the log from its first event each time: that takes ever longer.",
    "the call of read_all: after= the checkpoint.",
)
CHECKPOINT_OUTSIDE = Mistake(
    "checkpoint-outside-the-transaction",
    "It commits model and checkpoint one by one: killed in between, it applies an event twice.",
    "the commits: model and checkpoint belong into one transaction.",
)
CHECKPOINT_FIRST = Mistake(
    "checkpoint-before-the-effect",
    "It commits the checkpoint, then the model: killed in between, it never applies an event.",
    "the commits: model and checkpoint belong into one transaction.",
)
READ_EARLY = Mistake(
    "checkpoint-read-before-it-begins",
    "It reads the checkpoint before its transaction: two that run at once find the same one.",
    "the first statement inside `with self.db:`: BEGIN IMMEDIATE, and only then the checkpoint.",
)
NEEDS_AN_EVENT = Mistake(
    "needs-an-event",
    "It fails where there is nothing to apply.",
    "what you use after the loop: without an event it has no value.",
)
SWALLOWS = Mistake(
    "swallows-errors",
    "It catches an error and goes on as if nothing had been: nobody knows that events are missing.",
    "your `except`: what comes after it?",
)
COMMITS_HALF = Mistake(
    "commits-a-half",
    "A call that fails commits what it has done by then: the rest is counted wrongly.",
    "what runs after an error, a `finally` perhaps: it must roll back, and not commit.",
)
LEAVES_OPEN = Mistake(
    "leaves-it-open",
    "A call that fails leaves its transaction open: a half is committed later, or nothing can be.",
    "what ends the transaction after an error: `with self.db:` rolls it back.",
)
KEEPS_ROWS = Mistake(
    "rebuild-keeps-the-rows",
    "It keeps the rows that are there: what was counted is counted again, what was wrong stays.",
    "what `rebuild` does first: take out all rows.",
)
KEEPS_CHECKPOINT = Mistake(
    "rebuild-keeps-the-checkpoint",
    "It empties the model and goes on at the old checkpoint: the past is gone.",
    "where `rebuild` begins to read: behind position 0.",
)
FORGETS_CHECKPOINT = Mistake(
    "rebuild-forgets-the-checkpoint",
    "After it the checkpoint is not at the last event applied: what follows comes out wrong.",
    "the checkpoint at the end of `rebuild`.",
)
EMPTIES = Mistake(
    "rebuild-empties-while-readers-read",
    "It commits an emptied model, or a half one: who reads meanwhile finds too little.",
    "the commits in `rebuild`: from the emptying to the last event it is one transaction.",
)
LAG_CHANGES = Mistake(
    "lag-catches-up",
    "It catches up in order to tell the lag: a question has changed the model.",
    "what `lag` calls: it only reads.",
)
LAG_FROM_START = Mistake(
    "lag-from-the-first-event",
    "Its lag is the length of the store, also when nothing is left to apply.",
    "from where you count: from the checkpoint.",
)
LAG_OWN = Mistake(
    "lag-in-own-events",
    "It counts only events that change the model: who waits for another position waits for ever.",
    "what `lag` counts: positions, up to the last event of any type.",
)
LAG_EVENTS = Mistake(
    "lag-counts-events",
    "It counts events, but positions have gaps.",
    "what `lag` takes away from what: two positions.",
)

# One's own history.

NOT_A_TRY = Mistake(
    "counts-what-was-not-attempted",
    "It counts a check of an empty stub as a try.",
    "which verdicts you count: passed and failed.",
)
GOES_ON = Mistake(
    "counts-after-it-is-solved",
    "It goes on counting after the first pass.",
    "what changes for a row that is solved: nothing.",
)
UNSOLVED = Mistake(
    "a-later-failure-undoes-it",
    "A check that fails after the first pass makes the task unsolved again.",
    "what changes for a row that is solved: nothing.",
)
PASS_NO_TRY = Mistake(
    "leaves-out-the-pass",
    "The check that was passed is a try as well, and it does not count it.",
    "what you add for passed: one, as for failed.",
)
KNOWN_NO_TRY = Mistake(
    "leaves-out-known-mistakes",
    "A check that failed for a mistake with a name is not counted.",
    "what you look at: the verdict alone.",
)
ONLY_SOLVED = Mistake(
    "only-what-is-solved",
    "A task that is not solved yet is not shown.",
    "when you make the row: at the first try.",
)
IN_PART = Mistake(
    "catches-up-in-part",
    "It leaves events for the next call, though more are there.",
    "what ends your catch_up: only the end of the store.",
)
ROW_FOR_NOTHING = Mistake(
    "row-for-nothing",
    "A task that was never attempted has a row.",
    "when you make the row: at the first try.",
)
ONE_ROW = Mistake(
    "one-row-for-all",
    "The tasks are mixed up: what is counted for one takes in the tries of another.",
    "the key of the row: recorded.event.subject.",
)
OTHER_TYPES = Mistake(
    "counts-other-types",
    "It counts events of other types.",
    "the types that you have a handler for: ExerciseChecked alone.",
)
STRANGE_FAILS = Mistake(
    "fails-at-what-is-new",
    "It fails at a verdict, a type or a field that a newer course has written.",
    "what you do with what you do not know: nothing.",
)
STRANGE_COUNTS = Mistake(
    "counts-what-is-new",
    "It takes a verdict that it does not know for a failure.",
    "which verdicts you count: passed and failed, and no others.",
)
IN_PYTHON = Mistake(
    "counts-in-python",
    "It remembers in Python what belongs into the row: a restart or a rebuild counts otherwise.",
    "what the handler reads and changes: the row alone.",
)
EMPTY_FAILS = Mistake(
    "needs-a-history",
    "It fails where nothing has happened yet.",
    "what your code does before the first event: only make the table.",
)
BEGINS_ANEW = Mistake(
    "begins-anew-each-time",
    "Each time it is opened, the rows are made from the first event on: that takes ever longer.",
    "what `tries` does before it returns: neither empty the file, nor call rebuild.",
)
REAL_ONE = Mistake(
    "reads-another-store",
    "It has not read the store that it is given: it reads another one, or none.",
    "the first argument of your projection: `store`.",
)
WRONG_PLACE = Mistake(
    "another-place",
    "The table `tries` is not in the database at `path`.",
    "the second argument of your projection, and the name of the table.",
)
