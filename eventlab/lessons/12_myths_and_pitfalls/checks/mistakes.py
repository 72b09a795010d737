"""The wrong ways to mend the two programs, by what they do."""

from eventlab.course.mistakes import Mistake

# The newest address.

OTHER_ENTRY = Mistake(
    "another-entry",
    "The entry has another form than before, and others read it.",
    "what you assign to book[customer]: version and address, in this order.",
)
AS_IT_COMES = Mistake(
    "as-it-comes",
    "Whatever comes last is kept, also when it is the older one and was only overtaken.",
    "what you compare before you write: which of the two has the higher version?",
)
BY_CLOCK = Mistake(
    "sorts-by-wall-clock",
    "It trusts the events' times. They come from the clocks of two machines, and one is behind.",
    "what you compare: the version was counted for this customer, the time was only read.",
)
BY_ID = Mistake(
    "sorts-by-id",
    "It takes ids for an order. An id is the same or another one, and says nothing of before.",
    "what you compare: the version was counted for this customer, the id was made up.",
)
FIRST_WINS = Mistake(
    "first-wins",
    "What is in the book stays there, although a newer address has come.",
    "the condition: when is something written for a customer who is in the book already?",
)
LATE_FAILS = Mistake(
    "late-fails",
    "What is late or a duplicate raises an error. So it comes again and again, and ends among the "
    "dead letters.",
    "what you do with a version that is not higher: nothing at all, and return.",
)
IN_PLACE = Mistake(
    "changes-a-copy",
    "It changes the entry that it has read. What was read is a copy, and nobody stores it again.",
    "the assignment: only book[customer] = ... writes into the book.",
)
TAKES_OUT = Mistake(
    "takes-out-first",
    "It takes an entry out before it writes one: in between there is none, and a crash leaves it "
    "so.",
    "the assignment: book[customer] = ... takes the place of what was there, in one step.",
)
SAME_ADDRESS = Mistake(
    "skips-the-same-address",
    "A newer version with the address that is there is skipped, its number too: so what comes late "
    "is kept.",
    "the condition: whoever moves back has an old address and a new version.",
)
BEHIND = Mistake(
    "copy-in-memory",
    "It goes by a copy in memory. When the answer to a write is lost, the write is stored, and the "
    "copy is behind.",
    "what you compare or count with: read what is stored, each time.",
)
WAITS = Mistake(
    "waits-for-the-missing-one",
    "It wants every version, one after the other. The newest address is enough, and the one that "
    "is missing may come late or never.",
    "the condition: higher than what is there, and not higher by exactly one.",
)
LAST_DELIVERED = Mistake(
    "compares-with-the-last-delivery",
    "It remembers the version that came last, also when that was an old one, and not the highest.",
    "what you compare with: what is in the book, and not what was delivered before.",
)
ONE_FOR_ALL = Mistake(
    "one-version-for-all",
    "The version of one customer decides about the address of another.",
    "with which entry you compare: the one of event.data['customer'].",
)
AS_TEXT = Mistake(
    "compares-texts",
    "Versions are compared as texts, and '9' comes behind '10'.",
    "what you compare: the numbers themselves.",
)
IN_MEMORY = Mistake(
    "remembers-in-memory",
    "What it remembers is in the memory of its process, and a crash forgets it.",
    "where you look: after a restart only what was stored is left.",
)
TWO_WRITES = Mistake(
    "two-writes",
    "It notes the version in one write and the address in another: a crash between the two leaves "
    "a note without its address.",
    "the assignments to `book`: version and address belong in one.",
)
SWALLOWS = Mistake(
    "swallows-errors",
    "An error of the storage is caught, and the event counts as handled all the same.",
    "your `except`: which errors does it catch, and what comes after it?",
)
REMEMBERS_WHAT_FAILED = Mistake(
    "remembers-what-failed",
    "It notes in memory what it has not stored yet. When storing fails, the note stays.",
    "what you remember in memory, and when: after an error the same event must be handled anew.",
)

# The stock.

IGNORES = Mistake(
    "ignores-duplicates",
    "Each delivery takes pieces out again: nothing remembers which events have done so.",
    "what a second delivery finds: where is it written that this id was here?",
)
FIXED = Mistake(
    "not-from-the-event",
    "It takes something else out than the event says.",
    "the values of the UPDATE: event.data['pieces'] and event.data['item'].",
)
NEVER_COMMITS = Mistake(
    "never-commits",
    "It writes to the database and does not commit: when its process ends, nothing was written.",
    "what commits: `with db:` around the statements, or db.commit().",
)
BY_PAYLOAD = Mistake(
    "dedupe-by-payload",
    "It takes two sales with the same content for one. Two customers may buy the same thing.",
    "what you compare: the id says which sale it is, the content does not.",
)
BY_WHAT_THEY_SHARE = Mistake(
    "dedupe-by-what-they-share",
    "It takes different sales for one: what it compares is the same in several of them.",
    "what you compare: type, time and item can be the same; only the id is its own.",
)
SETS = Mistake(
    "sets-instead-of-taking",
    "It sets the stock to a number, as if there were no sale beside this one.",
    "the UPDATE: what is left is what was there, less the pieces.",
)
PUTS_BACK = Mistake(
    "puts-back",
    "It takes the pieces with a duplicate too, and puts them back: in between others see too few, "
    "and a crash leaves it so.",
    "the commits: nobody may see the stock before it is known whether the id is new.",
)
OLD_NUMBER = Mistake(
    "writes-an-old-number",
    "It reads how many there are, and writes a number later. What another process sold in between "
    "is forgotten: a lost update.",
    "when you read: after the first write of the transaction; or let the UPDATE do the sum.",
)
DUPLICATE_FAILS = Mistake(
    "duplicate-fails",
    "A duplicate raises an error. So it comes again and again, and ends among the dead letters.",
    "the INSERT into `seen`: `OR IGNORE` makes of the error a `rowcount` of 0.",
)
ADJACENT = Mistake(
    "only-adjacent-duplicates",
    "It recognises a duplicate only right behind the first one: it remembers too little.",
    "how many ids you keep: a duplicate can come after any number of others.",
)
DROPS_LATE = Mistake(
    "drops-what-comes-late",
    "An id that is smaller than the last one is taken for a duplicate, and it was only overtaken.",
    "what you compare: being known is not the same as being older.",
)
CHECK_EFFECT_MARK = Mistake(
    "check-effect-mark",
    "Check, effect and mark are three steps: after a crash between the last two, the effect is "
    "there and nobody knows.",
    "the commits: pieces and mark must become durable together.",
)
MARK_FIRST = Mistake(
    "mark-first",
    "It marks in one transaction and takes the pieces in the next: a crash in between loses them.",
    "the commits: pieces and mark must become durable together.",
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
HIDES = Mistake(
    "hides-what-was-sold",
    "It takes no more than there is. The sale has happened all the same, and nobody will know of "
    "what is missing.",
    "what keeps the number from going below zero: a fact is recorded, not refused.",
)
