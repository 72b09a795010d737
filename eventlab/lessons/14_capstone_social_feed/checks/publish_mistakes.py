"""The wrong solutions of the first milestone, by what they do."""

from eventlab.course.mistakes import Mistake

NEVER_COMMITS = Mistake(
    "never-commits",
    "What it writes is never committed: the next process finds nothing of it.",
    "the end of handle: `with self.db:` commits.",
)
SAYS_NOTHING = Mistake(
    "saved-and-never-told",
    "It makes the change, and nothing goes into the outbox: the world never hears of it.",
    "what handle writes beside the change: the fact, into outbox.",
)
TELLS_NO_CHANGE = Mistake(
    "tells-what-did-not-happen",
    "It tells of a command that changed nothing: a fact must have happened.",
    "rowcount of the change: 0 means that there is nothing to tell.",
)
NOT_CAUSED = Mistake(
    "loses-the-correlation",
    "The fact does not tell which command has caused it, or which chain it belongs to.",
    "how the fact is made: command.caused(type, data).",
)
COMMAND_AS_FACT = Mistake(
    "command-as-fact",
    "It passes the command on: others would hear what was asked for, and not what has happened.",
    "the type of what you tell: CHANGES has it, in the past tense.",
)
GLOBAL_NUMBER = Mistake(
    "one-order-for-all",
    "It counts the facts of all authors in one: whoever wants that order needs a single consumer.",
    "what you count by: the author.",
)
STUCK_NUMBER = Mistake(
    "numbers-without-an-order",
    "Two facts of an author have the same number, or one is missing between them.",
    "how the number is found: one more than this author's last, also after a restart or a delete.",
)
RELAYS_ONE = Mistake(
    "relays-one-at-a-time",
    "The relay ends with facts still in the outbox: what waits there grows with every crash.",
    "the loop in `relay`: it goes on until the outbox is empty.",
)
NEWEST_FIRST = Mistake(
    "newest-first",
    "It tells an author's facts in another order than that of their numbers.",
    "what `relay` takes first: the oldest row of the outbox.",
)
FORGETS_THE_KEY = Mistake(
    "handles-duplicates-anew",
    "A command that comes twice is carried out twice.",
    "what you ask first: was there a command with this id?",
)
RAISES_TWICE = Mistake(
    "raises-on-duplicates",
    "A command that comes twice raises: nobody acknowledges it, so it comes again, for ever.",
    "the INSERT that knows the duplicate: OR IGNORE, and `rowcount` says whether it was new.",
)
ONLY_CHANGES = Mistake(
    "remembers-only-changes",
    "It keeps no id of a command that changed nothing. When that comes again later, it does change "
    "something.",
    "when the id goes into `commands`: first, whatever comes of the command.",
)
BY_ROW = Mistake(
    "dedupe-by-row",
    "It knows a duplicate by the row that it left. When that was taken back, the duplicate makes "
    "it once more: a deleted post is there again.",
    "how you know a duplicate: by the id of the command, kept in `commands`.",
)
IN_MEMORY = Mistake(
    "seen-set-in-memory",
    "It knows the commands that it had in memory only: a restart forgets them.",
    "where you keep the ids: in a table, in the same transaction.",
)
BY_PAYLOAD = Mistake(
    "dedupe-by-payload",
    "It takes a command for a duplicate because it asks for the same: who leaves and follows again "
    "is not heard.",
    "how you know a duplicate: by the id of the command, and by nothing else of it.",
)
OUTBOX_IN_MEMORY = Mistake(
    "outbox-in-memory",
    "What is to be told is in memory only: a restart forgets it.",
    "where you put the fact: into the table outbox.",
)
PUBLISH_FIRST = Mistake(
    "publish-then-commit",
    "It publishes what is not committed yet, and may never be.",
    "who calls publish: `handle` should not. Let it write into the outbox.",
)
COMMIT_FIRST = Mistake(
    "commit-then-publish",
    "It commits, and publishes afterwards: a crash in between loses the fact.",
    "who calls publish: `handle` should not. Let it write into the outbox, before the commit.",
)
TWO_TRANSACTIONS = Mistake(
    "two-transactions",
    "The command's id, its change and the fact are committed one after the other: a crash parts "
    "them.",
    "the commits in `handle`: all of it belongs into one.",
)
CROSSES_FIRST = Mistake(
    "crosses-out-first",
    "The relay takes the fact out before it is published: a crash in between loses it.",
    "the order in `relay`: publish, then delete.",
)
CROSSES_TOO_MUCH = Mistake(
    "crosses-out-too-much",
    "The relay takes out more than it has sent: what another process saves meanwhile is lost.",
    "the DELETE in `relay`: only the row that was sent.",
)
OUTSIDE = Mistake(
    "looks-outside-the-transaction",
    "It looks first and writes later. Another process can come in between.",
    "the first statement of `handle`: a write takes the lock, a SELECT does not.",
)
SWALLOWS = Mistake(
    "swallows-errors",
    "It catches an error and returns as if all were well: the command is acknowledged and lost.",
    "your `except`: what failed must come out.",
)
