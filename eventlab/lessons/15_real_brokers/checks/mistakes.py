"""The wrong solutions of lesson 15, by what they do."""

from eventlab.course.mistakes import Mistake

# Both tasks.

WITHOUT_THE_ONE = Mistake(
    "commit-without-the-one",
    "It commits the offset of the last record that is done. A commit names the next one to read, "
    "so this one is handled again, after each restart.",
    "the offset: record.offset + 1.",
)
ONE_FOR_ALL = Mistake(
    "one-commit-for-all-partitions",
    "It makes one commit for all partitions. Each has offsets of its own, and its own place.",
    "how many places you keep: one for each partition.",
)
COUNTS = Mistake(
    "counts-records",
    "It commits how many records there are. Offsets go on from poll to poll, and only the very "
    "first begins at 0.",
    "where the number comes from: record.offset knows the place.",
)
SKIPS_THE_FAILED = Mistake(
    "later-commit-skips-the-failed",
    "It commits an offset behind a record that has failed. That says that this one is done as "
    "well, and nobody polls it again.",
    "what you do after a failure: nothing behind it in its partition may be committed.",
)

NEEDS_A_RECORD = Mistake(
    "needs-a-record",
    "It fails when nothing was polled, which is what most polls bring.",
    "what you do with the first or the last record before you know that there is one.",
)

# Which offsets may be committed.

ANOTHER_SHAPE = Mistake(
    "another-shape",
    "It returns something else than a dict with an offset for each partition, all of them numbers.",
    "what stands behind `return`, not print or `yield`: {record.partition: record.offset + 1}.",
)
STOPS_ALL = Mistake(
    "a-failure-stops-all-partitions",
    "A failure in one partition holds up the others too.",
    "what you remember of a failure: the partition that it was in.",
)
ALL_OR_NOTHING = Mistake(
    "all-or-nothing",
    "Of a partition with a failure it commits nothing, though the records before it are done.",
    "the records before the first failure: they are done, and may be committed.",
)
NOTHING_DONE = Mistake(
    "commits-where-nothing-is-done",
    "It commits for a partition of which nothing is done.",
    "a partition whose first record has failed: it is not in the dict.",
)
BY_EVENT = Mistake(
    "failed-by-event",
    "It compares events and not records. The same event can stand at two offsets.",
    "what is in `failed`: records, with their places.",
)
OFFSET_ALONE = Mistake(
    "failed-by-offset",
    "It knows a failure by its offset alone. Each partition has a record at that offset.",
    "what you compare: the record, or its partition and its offset.",
)
NO_GAPS = Mistake(
    "expects-no-gaps",
    "It counts on from offset to offset. Some can be missing: what is done is a record, and the "
    "place behind it is its offset + 1.",
    "where the offset comes from: the last record that is done, not how many there were.",
)
SOME_PARTITIONS = Mistake(
    "knows-some-partitions",
    "It looks for some partitions by their numbers. A member can have been given any.",
    "where the partitions come from: record.partition.",
)
KEEPS = Mistake(
    "keeps-the-last-answer",
    "It still holds what it found for an earlier poll, of partitions that may have gone since.",
    "where the dict is made: inside of the function, anew in each call.",
)
ONLY_THE_FIRST = Mistake(
    "knows-one-failure",
    "It looks at one of the failures, and each partition can have one, in any order of the list.",
    "how you find the first failure of a partition.",
)
EATS = Mistake(
    "changes-what-it-got",
    "It changes the list of records or of failures, which the caller still needs.",
    "pop, remove, sort, clear: work on a copy.",
)

# The consumer of lesson 06 on a log.

POLLS_ON = Mistake(
    "polls-more-than-once",
    "It polls until nothing comes. Where payments come all day, it never returns.",
    "the loop around member.poll: one call of `consume` polls once.",
)

AUTO_ACK = Mistake(
    "auto-ack-taken-for-durable",
    "It commits what it has polled before it handles it. Nobody polls that again, however durable "
    "the log is: a crash loses it.",
    "when you commit: behind the transaction of the record.",
)
OFFSET_FIRST = Mistake(
    "offset-committed-first",
    "It commits the offset before the booking is committed: a crash between the two loses it.",
    "the order of the two commits: the database first, then the offset.",
)
NEVER_COMMITS = Mistake(
    "never-commits",
    "It writes to the database and does not commit: when its process ends, nothing was written.",
    "what commits: `with db:` around the statements, or db.commit().",
)
NO_OFFSET = Mistake(
    "offset-never-committed",
    "It commits no offset: each owner of the partition begins at the old place, for ever.",
    "where you call member.commit, and whether it is reached for each partition.",
)
GOES_BACK = Mistake(
    "commits-go-back",
    "It handles a partition in another order than it was polled in: a commit passes over what is "
    "not done yet, and a later one goes back.",
    "the order of the loop: that of the records in their partition.",
)
NO_OFFSET_OF_DUPLICATES = Mistake(
    "duplicate-not-committed",
    "It commits nothing for what it does not book, such as a duplicate: at the end of a partition "
    "that is polled again and again.",
    "the way through your code of what is not booked: does it reach the commit?",
)
EFFECT_FIRST = Mistake(
    "no-dedupe",
    "What stands twice in the log is booked twice: nothing remembers what was booked, or nobody "
    "asks.",
    "what a second record of a payment finds: where is it written that the id was seen?",
)
ADJACENT = Mistake(
    "only-adjacent-duplicates",
    "It recognises a duplicate only right behind the first one: it remembers too little.",
    "how many ids you keep: a duplicate can come after any number of others.",
)
BY_PAYLOAD = Mistake(
    "dedupe-by-payload",
    "It takes two payments with the same content for one. Ada may buy the same thing twice.",
    "what you compare: the id says which payment it is, the content does not.",
)
BY_OFFSET = Mistake(
    "dedupe-by-offset",
    "It knows a duplicate by its place. What the shop has sent again stands at another offset.",
    "what you put into `seen`: the event's id, not the record's place.",
)
IN_MEMORY = Mistake(
    "dedupe-in-memory",
    "What it has seen is in the memory of its process, and a crash forgets it.",
    "where you remember the ids: after a restart only the database is left.",
)
MARK_FIRST = Mistake(
    "mark-first",
    "It marks the payment in one transaction and books in the next: a crash in between loses it.",
    "the commits of the database: mark and booking must become durable together.",
)
MARK_LAST = Mistake(
    "mark-last",
    "It books in one transaction and marks in the next: a crash in between books it twice.",
    "the commits of the database: mark and booking must become durable together.",
)
WRONG_ROW = Mistake(
    "not-from-the-event",
    "It books a value that is not the event's.",
    "the values that you insert: the id of the event, and what is in its data.",
)
POISON_STOPS = Mistake(
    "poison-holds-up-its-partition",
    "A payment that cannot be booked ends the call, and what was polled behind it in its partition "
    "is not handled.",
    'event.data["amount"]: not every event has one.',
)
POISON_DROPPED = Mistake(
    "poison-dropped",
    "It goes on behind a payment that cannot be booked, and leaves no trace of it.",
    "the way of a payment without an amount: it belongs into `refused`.",
)
REFUSED_AGAIN = Mistake(
    "refused-each-time",
    "It puts a payment into `refused` as often as it stands in the log.",
    "what remembers a refused id: it needs its mark in `seen` like a booked one.",
)
ZERO = Mistake(
    "zero-taken-for-missing",
    "A payment of 0 has an amount, and it is refused.",
    "how you ask for the amount: 0 counts as false, and is not None.",
)
ERROR_REFUSED = Mistake(
    "error-taken-for-poison",
    "When the database raises an error, it refuses a payment that could be booked a moment later.",
    "what your `except` catches: only the payment without an amount can never be booked.",
)
SWALLOWS = Mistake(
    "error-swallowed",
    "It catches an error and goes on. This member polls nothing twice, and the next commit in the "
    "partition passes over what has failed.",
    "your `except`: catch Fenced around the commit, and let every other error out.",
)
HALF = Mistake(
    "half-a-transaction",
    "An error leaves its transaction open, and the next payment commits the half that was written.",
    "what takes the first statement back when the second raises: `with db:`, or db.rollback().",
)
FENCED_ENDS = Mistake(
    "fenced-ends-the-consumer",
    "One partition that has gone ends it, and the partitions that are still its own wait.",
    "what member.commit may raise, and whether a `try` is around it.",
)
FENCED_SWALLOWED = Mistake(
    "fenced-swallowed",
    "It is told that the partition has gone, and handles the rest of it all the same. Two members "
    "work at one partition then, and its order is gone.",
    "what you do after Fenced: the other records of this partition are to be left alone.",
)
FENCED_LEAVES_ALL = Mistake(
    "fenced-leaves-all",
    "When one partition has gone it gives up all of them, also those that are its own.",
    "how far your way out of the loop leads: only this partition has gone.",
)
GONE_FOR_EVER = Mistake(
    "gone-for-ever",
    "It never handles a partition again that has gone once, though the group has given it back.",
    "where you remember what has gone: it counts for the records of one poll.",
)
