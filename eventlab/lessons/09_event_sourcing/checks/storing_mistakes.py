"""The mistakes that the checks of 09-store know by name."""

from eventlab.course.mistakes import Mistake

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
ANOTHER_STREAM = Mistake(
    "names-another-stream",
    "What is read does not say which stream it is of: a reader of all could not tell them apart.",
    "the second thing that Recorded is given: the name that append was given.",
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
NO_STREAM_IS_NONE = Mistake(
    "no-stream-is-no-version",
    "It compares NO_STREAM itself with a version, so no stream can begin with it.",
    "NO_STREAM: it stands for version 0, and `NO_STREAM == 0` is not true.",
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
DROPS = Mistake(
    "drops-what-it-has",
    "It leaves out events whose id it has seen, and says nothing of it.",
    "what append leaves out: nothing. Whoever reads the store knows duplicates by their id.",
)
ALTERS = Mistake(
    "alters-the-events",
    "What is read is not the event that was appended: something of it is another, or lost.",
    "what you put into Recorded: the event itself.",
)
BY_TIME = Mistake(
    "sorts-by-time",
    "It sorts by the events' times, but clocks disagree, and the order is that of the appends.",
    "what decides the order in read and read_all: nothing but the order of the appends.",
)
NOTHING = Mistake(
    "takes-nothing-for-something",
    "An append of no events is more or less than a look at the version.",
    "append with an empty list: it compares as always, and the stream stays as it is.",
)
OPEN = Mistake(
    "history-can-be-changed",
    "It hands out, or keeps, a list that somebody else can change: so the past can be changed.",
    "the list that you keep or return: a copy, or an iterator.",
)
READING_MAKES_IT = Mistake(
    "reading-makes-a-stream",
    "Who only looks for a stream makes it: the next one who begins it with NO_STREAM is refused.",
    "what reading leaves behind: a defaultdict keeps each key that it is asked for.",
)
ONCE_ONLY = Mistake(
    "goes-through-it-twice",
    "It goes through the events a second time. A generator is empty by then.",
    "the first line that uses the events: a list of them can be gone through again.",
)
