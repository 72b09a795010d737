"""The wrong solutions of lesson 07, by what they do."""

from eventlab.course.mistakes import Mistake

# The partition of a key.

REMEMBERS = Mistake(
    "remembers-keys",
    "The partition depends on which keys were asked for before, and other processes saw others.",
    "what your function keeps between two calls: it should keep nothing.",
)
CHANGES = Mistake(
    "changes-its-mind",
    "The same key gets another partition the next time.",
    "what the result depends on beside the text and the number: a counter, chance, time, an id()?",
)
OUT_OF_RANGE = Mistake(
    "out-of-range",
    "The partitions are counted from 0, and some results are not the number of one.",
    "the last step: the remainder `% partitions` is from 0 to partitions - 1.",
)
NOT_WHOLE = Mistake(
    "no-whole-number",
    "A partition is a whole number, and this is something else.",
    "the type of what you return: a remainder of whole numbers is whole, a quotient may not be.",
)
OF_ONE_PLACE = Mistake(
    "depends-on-the-place",
    "The result depends on the process, the machine or the time, and others have another one.",
    "what goes into the checksum: nothing but the text of the key.",
)
UNEVEN = Mistake(
    "uneven",
    "Keys that look alike fall into one partition, so one reader has the work of all.",
    "what of the key counts: every sign of it, as a capital or not, and its place too.",
)
FEW_VALUES = Mistake(
    "too-few-values",
    "There are few numbers of which it takes the remainder: with more partitions than that, some "
    "get nothing.",
    "how much of the checksum or digest counts: all of it, and not one byte or digit.",
)
NEEDS_DIGITS = Mistake(
    "needs-a-certain-form",
    "It fails for keys of another form, such as a name or one with an accent.",
    "what you take from the key: any text is a key, and key.encode() has bytes for all of them.",
)

# The history in the right order.

NEVER_COMMITS = Mistake(
    "never-commits",
    "It writes to the database and does not commit: when its process ends, nothing was written.",
    "what commits: `with db:` around the statements, or db.commit().",
)
WAITS_FOR_ALL = Mistake(
    "waits-for-all",
    "It keeps everything until a certain number is there, and nobody knows that number.",
    "when a change may go in: as soon as all lower versions of its order are in.",
)
WAITS_FOR_NONE = Mistake(
    "waits-for-version-0",
    "It commits, and the first version is not in history: it waits for one before it.",
    "which version may go in while history has no row of its order: version 1.",
)
WAITS_FOR_GAPS = Mistake(
    "waits-for-gaps-above",
    "A gap further up keeps back changes whose turn it is.",
    "when a change may go in: all lower versions are in, whatever is missing above it.",
)
NEVER_ACKNOWLEDGES = Mistake(
    "never-acknowledges",
    "The change is safe, and it does not say so: the queue must deliver it again.",
    "where you acknowledge, and whether that line is reached.",
)
BY_CLOCK = Mistake(
    "sorts-by-wall-clock",
    "It trusts the events' times. They are from several machines, and one's clock is behind.",
    "what you compare: the version counts the changes of this order, the time does not.",
)
BY_ID = Mistake(
    "sorts-by-id",
    "It takes the ids for an order. They only say which event it is.",
    "what you compare: the version counts the changes of this order, the id does not.",
)
AS_IT_COMES = Mistake(
    "as-it-comes",
    "It writes down changes in the order of arrival.",
    "what you do with the version: may this one go in already?",
)
SHOWS_GAPS = Mistake(
    "shows-gaps",
    "It sorts what is there, and so shows a change before those that come before it.",
    "what is in history when a version is still missing: nothing above the gap.",
)
HIGHEST_WINS = Mistake(
    "highest-wins",
    "A version above the highest one so far goes in, and a late one below it is dropped for good.",
    "what becomes of a version that comes after a higher one: it must go in as well, and before.",
)
DROPS_EARLY = Mistake(
    "drops-what-comes-early",
    "A change that comes too early is acknowledged and kept nowhere: it is lost.",
    "the way of an early one through your code: which table has it before the ack?",
)
NEVER_LOOKS = Mistake(
    "never-looks-again",
    "A change that comes too early is kept in arrived, and stays there when its turn has come.",
    "what follows when one has gone in: may the next one be in arrived already?",
)
GIVES_BACK = Mistake(
    "gives-early-ones-back",
    "It leaves early ones to the queue: each time that they come too early costs an attempt, until "
    "they are given up.",
    "the way of an early one through your code: keep it in a table and acknowledge it.",
)
ONE_ONLY = Mistake(
    "frees-one-only",
    "One that comes late sets free only some of those that wait for it.",
    "what follows the insert: an `if`, or a fixed number, where a loop is needed?",
)
DOUBLES = Mistake(
    "doubles",
    "A duplicate goes into the history again.",
    "what a second delivery finds: its version is in already.",
)
KEEPS_THE_DUPLICATE = Mistake(
    "duplicate-not-acknowledged",
    "It does nothing about a duplicate, not even acknowledge it: so it comes again and again.",
    "the way through your code for a version that is in already: does it reach the ack?",
)
ONE_FOR_ALL = Mistake(
    "one-order-for-all",
    "Orders are mixed up: what is counted, or changed, for one takes in the rows of another.",
    "what you count, compare and delete: each only within the event's own order.",
)
ACK_FIRST = Mistake(
    "ack-first",
    "It acknowledges before all is safe: a crash between the two loses the change.",
    "the place of the ack: what is committed by then?",
)
IN_MEMORY = Mistake(
    "waits-in-memory",
    "What waits, or how far it has come, is in the memory of the process, and a crash forgets it.",
    "where you keep the early ones, and the count: after a restart only the database is left.",
)
TWO_COMMITS = Mistake(
    "two-commits",
    "Arrived and history are written in two transactions: a crash in between leaves one that is "
    "taken for done, or done again.",
    "the commits: both tables must change together.",
)
REMEMBERS_WHAT_FAILED = Mistake(
    "remembers-what-failed",
    "It notes outside the database what is done, before it is: when that fails, the note stays.",
    "what you remember outside the database: it may be noted after the commit at the earliest.",
)
OUTSIDE = Mistake(
    "looks-outside-the-transaction",
    "It looks what comes next before its transaction: meanwhile another process does the same.",
    "your first statement: only one that writes keeps the others out.",
)
SWALLOWS = Mistake(
    "swallows-errors",
    "An error of the database is caught and the event acknowledged all the same: it is lost.",
    "your `except` or `finally`: what comes after it?",
)
