"""The mistakes that lesson 09 knows by name."""

from eventlab.course.mistakes import Mistake

# 09-store

FROM_ZERO = Mistake(
    "versions-from-zero",
    "It counts from 0: a stream with one event would be at version 0, as one with none.",
    "the first number that you give: the first event has version 1.",
)
NUMBER_OF_EVENTS = Mistake(
    "returns-how-many-were-appended",
    "It returns how many events were appended, not how many the stream has by now.",
    "the `return` of append: the writer expects that version the next time.",
)
RETURNS_NOTHING = Mistake(
    "returns-nothing",
    "It returns nothing, so a writer cannot know which version to expect next.",
    "the end of append: is there a `return`?",
)
BARE = Mistake(
    "yields-bare-events",
    "It yields events without their versions, so a reader cannot say what it has seen.",
    "what you keep at append: Recorded(event, stream, version, position).",
)
ONE_COUNT = Mistake(
    "one-count-for-all",
    "It counts the events of the whole store as the version of one stream.",
    "what you count for a version: only the events of this stream.",
)
MIXED = Mistake(
    "mixes-streams",
    "Reading one stream yields events of others.",
    "read: which events belong to the stream that was asked for?",
)
ONE_LOG = Mistake(
    "one-log-for-all-stores",
    "All stores share what they keep: it belongs to the class, not to the object.",
    "where the lists and dicts are made: in __init__, as `self.…`.",
)
NO_EXPECTED_VERSION = Mistake(
    "no-expected-version",
    "It appends whatever is expected: the second writer overlooks what the first one did.",
    "`expected`: where is it compared with the version that the stream has?",
)
TELLS_NOBODY = Mistake(
    "tells-nobody",
    "It drops the events of the slower one and does not say so.",
    "what append does if the version is another one: raise WrongVersion.",
)
APPENDS_FIRST = Mistake(
    "appends-then-refuses",
    "It appends, and compares afterwards: what was refused is in the stream all the same.",
    "the order in append: compare first, then append.",
)
WHOLE_STORE = Mistake(
    "expects-of-the-whole-store",
    "It compares what is expected with the whole store, so what others do elsewhere is a conflict.",
    "what you compare `expected` with: the version of this stream.",
)
ZERO = Mistake(
    "takes-zero-for-nothing",
    "It takes 0 for something else than the version of a stream that has no events.",
    "a comparison such as `if expected`: 0 is a version.",
)
NO_STREAM_IS_ANY = Mistake(
    "no-stream-is-any",
    "It does not look whether there is a stream already.",
    "NO_STREAM: it stands for version 0.",
)
FUTURE = Mistake(
    "takes-a-future-version",
    "It takes a version that the stream does not have yet: only one that is too low is refused.",
    "the comparison: any version but the stream's own is wrong.",
)
SAYS_ELSE = Mistake(
    "conflict-says-something-else",
    "The conflict does not say what was expected and what is there.",
    "WrongVersion(stream, expected, version): these three, in this order.",
)
INCLUDED = Mistake(
    "after-is-included",
    "A reader that goes on gets again what it has seen, or misses the next one.",
    "`after`: the first event that comes has the number behind it.",
)
UNKNOWN_FAILS = Mistake(
    "fails-on-an-unknown-stream",
    "A stream with no events yet cannot be read, so nobody could decide on its first command.",
    "what read does where there is no such stream.",
)
BY_STREAM = Mistake(
    "stream-by-stream",
    "read_all yields one stream after the other, not what happened in its order.",
    "what read_all goes through: you need one list of all events as well.",
)
POSITIONS = Mistake(
    "position-is-the-version",
    "The positions are no count of the whole store: a reader of all could not go on behind one.",
    "the position that you give: it counts the events of all streams.",
)
HALF = Mistake(
    "half-a-batch",
    "The events are appended one by one: when one cannot be made, those before it stay.",
    "the loop over `events`: make a list of all of them before you append the first.",
)
OPEN = Mistake(
    "history-can-be-changed",
    "It hands out, or keeps, a list that somebody else can change: so the past can be changed.",
    "the list that you keep or return: a copy, or an iterator.",
)

# 09-decider

NO_LIST = Mistake(
    "returns-no-list",
    "decide returns None, or an event that is in no list.",
    "the `return` lines of decide: an event in a list, [] for none.",
)
TELLS_ELSE = Mistake(
    "tells-something-else",
    "decide tells it by another event, or with other data, than the stream of an item has.",
    "the type and the data of the event: the task lists them.",
)
NEVER_REFUSES = Mistake(
    "never-refuses",
    "It lets an order reserve what is not there.",
    "the amount and what is free: which comparison refuses, and does it raise?",
)
STILL_FREE = Mistake(
    "reserved-is-still-free",
    "What is reserved still counts as free, so it is promised twice.",
    "evolve, for StockReserved: what is left?",
)
CORRECTION_IGNORED = Mistake(
    "correction-is-ignored",
    "What somebody has counted makes no difference, or the wrong one.",
    "evolve, for StockCorrected: the difference is added, and may be below zero.",
)
NOT_THE_LAST = Mistake(
    "never-the-last-one",
    "The last one is never given to anybody.",
    "the comparison of amount and free: what if they are equal?",
)
SOLD_OUT = Mistake(
    "sold-out-at-the-wrong-time",
    "SoldOut does not come when the last one goes, or not behind the reservation.",
    "what decide returns where the amount is all that is free: two events.",
)
RESERVES_TWICE = Mistake(
    "reserves-twice",
    "A command that comes twice reserves twice, or is refused though the order has its items.",
    "an order that is in the state already: the command leads to [].",
)
GIVES_BACK_WRONG = Mistake(
    "gives-back-something-else",
    "After a release, something else is free than what the order had.",
    "evolve, for StockReleased: how many had this order?",
)
REMEMBERS = Mistake(
    "remembers-the-released",
    "An order that has given back its items counts as one that has them.",
    "evolve, for StockReleased: is the order taken out of the state?",
)
RELEASES_NOTHING = Mistake(
    "releases-what-is-not-there",
    "It tells of a release where there was nothing to release, or fails.",
    "an order that the state does not know: the command leads to [].",
)
ONE_FOR_ALL = Mistake(
    "one-state-for-all",
    "All items share one state: a new item begins with the stock of another.",
    "initial: it must make a new state each time.",
)
IN_THE_FOLD = Mistake(
    "validation-in-the-fold",
    "evolve refuses, skips or trims what has happened; but it has happened.",
    "the checks in evolve: they belong in decide, which is asked before it happens.",
)
STRANGE_FAILS = Mistake(
    "fails-on-strange-events",
    "An event that evolve does not know makes the stream unreadable, or changes something.",
    "the end of evolve: what is returned for all other types?",
)
CHANGES_STATE = Mistake(
    "changes-the-old-state",
    "evolve changes the state that it is given; whoever has kept it has another one now.",
    "what evolve does with a dict or a list: make a new one instead.",
)
DECIDE_CHANGES = Mistake(
    "decide-changes-the-state",
    "decide changes the state, though nothing has happened yet: the append may still be refused.",
    "assignments in decide: only evolve makes states, and new ones.",
)
EFFECTS = Mistake(
    "effects-on-replay",
    "evolve does something outside of it, and does it again at each read of the past.",
    "what evolve does beside its `return`: whoever reads the store may do that, once.",
)
DECIDE_EFFECTS = Mistake(
    "decide-has-effects",
    "decide does something outside of it, though the append may be refused and decided again.",
    "what decide does beside its `return`: nothing has happened before it is appended.",
)

# 09-handle

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
