"""The wrong solutions of the second and the third milestone, by what they do."""

from eventlab.course.mistakes import Mistake

# The timelines

FOLLOW_IGNORED = Mistake(
    "everybody-gets-everything",
    "A post reaches members who do not follow its author.",
    "whom a post goes to: the followers of its author.",
)
UNFOLLOW_IGNORED = Mistake(
    "unfollow-ignored",
    "Who has left still gets the author's posts.",
    "what Unfollowed does to `followers`.",
)
UNFOLLOW_CLEARS = Mistake(
    "unfollow-takes-back",
    "An unfollow takes away posts that came while the member still followed.",
    "what Unfollowed does to `timeline`: nothing.",
)
OTHER_FOLLOWS = Mistake(
    "touches-other-follows",
    "A follow or an unfollow changes another one: of another member, or of another author.",
    "which rows of `followers` it changes: that of this author and this member.",
)
FOLLOW_FILLS = Mistake(
    "follow-fills-in",
    "A follow brings posts from before it.",
    "what Followed does to `timeline`: nothing.",
)
DELETE_IGNORED = Mistake(
    "delete-ignored",
    "A post that was deleted stays in the timelines.",
    "what PostDeleted does to `timeline`.",
)
DELETE_MISSES = Mistake(
    "delete-for-some",
    "A deleted post stays with some of those who got it.",
    "what PostDeleted takes out of `timeline`: the post, whoever has it.",
)
NEVER_COMMITS = Mistake(
    "never-commits",
    "What it writes is never committed: the next process finds nothing of it.",
    "the end of handle: `with self.db:` commits.",
)
FORGETS = Mistake(
    "handles-duplicates-anew",
    "An event that comes twice has its effect twice.",
    "what you ask first: is this number of this author done already?",
)
RAISES_TWICE = Mistake(
    "raises-on-duplicates",
    "An event that comes twice raises: nobody acknowledges it, so it comes again, for ever.",
    "the INSERT that meets the duplicate: OR IGNORE, and `rowcount` says whether it was new.",
)
ADJACENT = Mistake(
    "only-adjacent-duplicates",
    "It knows a duplicate only right behind the first one.",
    "what you keep: all that was done, or how far each author is.",
)
IN_MEMORY = Mistake(
    "seen-set-in-memory",
    "What it knows of the events that it had is in memory only: a restart forgets it.",
    "where you keep that: in a table, in the transaction of the effect.",
)
ACK_FIRST = Mistake(
    "ack-first",
    "It returns, which acknowledges the event, before its effect is committed: a crash loses it.",
    "what is committed when `handle` returns: all that this event needs.",
)
ARRIVAL = Mistake(
    "takes-them-as-they-come",
    "It applies an event when it arrives, whatever is missing before it.",
    "event.data['number']: is it the next one of this author?",
)
HIGHEST = Mistake(
    "highest-wins",
    "It takes what is later than all before, and drops what comes late: that is lost.",
    "what becomes of an event whose number is lower than the last one's.",
)
DROPS_EARLY = Mistake(
    "drops-the-early",
    "It passes over an event that comes too early and acknowledges it: it never comes again.",
    "what becomes of an event whose turn is still to come: keep it, or raise.",
)
STUCK = Mistake(
    "keeps-it-for-ever",
    "It keeps an event that came too early, and never takes it up when its turn has come.",
    "what you do after an event was applied: is the next one here already?",
)
WALL_CLOCK = Mistake(
    "order-by-wall-clock",
    "It goes by the time in the event, which the clock of some machine has set.",
    "what you sort or compare by: event.data['number'].",
)
GLOBAL = Mistake(
    "one-order-for-all",
    "It has one order for all authors: what one of them lacks holds up all the others.",
    "what you count by: the author.",
)
TWO_TRANSACTIONS = Mistake(
    "checkpoint-outside-the-transaction",
    "Effect and number are committed one after the other: a crash parts them.",
    "the commits in `handle`: all that belongs to an event is one transaction.",
)
OUTSIDE = Mistake(
    "looks-outside-the-transaction",
    "It looks first and writes later. Another process can come in between.",
    "the first statement of `handle`: a write takes the lock, a SELECT does not.",
)
SWALLOWS = Mistake(
    "swallows-errors",
    "It catches an error and returns as if all were well: the event is acknowledged and lost.",
    "your `except`: what failed must come out.",
)

NO_ROLLBACK = Mistake(
    "never-rolls-back",
    "When a call fails, the process goes on with what was half done. A crash would have undone it.",
    "what is left behind when a call fails: `with self.db:` rolls it back.",
)
KEEPS_THE_LOCK = Mistake(
    "keeps-the-lock",
    "It returns with a transaction open: every other process finds the store locked.",
    "each way out of the method: `with self.db:` ends the transaction on all of them.",
)

# The whole system

SHARED = Mistake(
    "shared-table",
    "The feed's service reaches into the members' store: neither can change it alone any more.",
    "what the feed's service reads: its own tables, and what the events carry.",
)
IN_THE_REQUEST = Mistake(
    "fan-out-in-the-request",
    "The members' service does the feed's work while the member waits: it needs the feed to be up.",
    "what `members` holds: its own store and the broker.",
)
DECIDES = Mistake(
    "projection-that-decides",
    "The members' service decides by the feed's read model, which is late and elsewhere.",
    "what `members` asks before it decides: its own tables.",
)
TALKS = Mistake(
    "notices-from-the-wrong-service",
    "The members' service sends notices itself, before anybody is known to have the post.",
    "who holds `push`: only the feed.",
)
NO_NOTICE = Mistake(
    "no-notice",
    "A post stands in a timeline, and its member gets no notice.",
    "what stands in `notices` when a post has been applied, and what relay sends.",
)
NO_KEY = Mistake(
    "notification-without-key",
    "A notice that is sent again has another key, or none: the provider sends it twice.",
    "the key: it belongs to the post and the member, and stays the same over retries.",
)
ONE_KEY = Mistake(
    "one-key-for-all",
    "Notices that are not the same have the same key: the provider drops all but the first.",
    "the key: does it name the member, and the post?",
)
JOINED_KEY = Mistake(
    "names-run-together",
    "Two names are joined with nothing between them: other names join to the same key.",
    "how the key is made: 'bob' + '1post' is 'bob1' + 'post'.",
)
NOTICE_LOST = Mistake(
    "commit-then-notify",
    "It commits and then sends, or takes a notice out first: a crash in between loses it.",
    "where a notice is kept until it is sent: in the transaction of the event.",
)
ASKS_LATE = Mistake(
    "asks-whom-when-it-sends",
    "It asks who follows when it sends. Who has left by then misses a post from before.",
    "where the receivers of a notice are looked up: with the post, in its transaction.",
)
WAITS_FOR_PUSH = Mistake(
    "sends-in-the-transaction",
    "It sends a notice in the transaction of the post: while the provider is down, nobody gets it.",
    "who calls push.send: `relay`, when the post is committed.",
)
RELAY_SWALLOWS = Mistake(
    "swallows-errors",
    "The relay catches an error and returns as if all were sent: nobody calls it for that again.",
    "your `except`: what failed must come out.",
)
NOTICE_TAKEN = Mistake(
    "unfollow-takes-back",
    "An unfollow takes back the notices of posts from before it.",
    "what Unfollowed does to `notices`: nothing.",
)
NOT_ALL = Mistake(
    "relays-one-at-a-time",
    "The relay ends with notices still to be sent: after the last event nobody calls it again.",
    "the loop in `relay`: it goes on until nothing is left.",
)
ON_ARRIVAL = Mistake(
    "acts-on-arrival",
    "It writes notices and words when an event arrives, not when it is applied. One that comes too "
    "early is passed over.",
    "where notices and words are written: in the method that applies an event.",
)
SEARCH_NONE = Mistake(
    "search-finds-nothing",
    "Words of a post are missing from the index.",
    "what goes into `words`: each word of the text, in small letters.",
)
SEARCH_FOLLOWED = Mistake(
    "indexes-what-is-followed",
    "It indexes a post once for each follower, or only where there are followers.",
    "what the index depends on: the post alone.",
)
PARTS_OTHERWISE = Mistake(
    "parts-words-otherwise",
    "It parts a text into words in another way than the search will.",
    "text.split(): at blanks and line ends, however many, and at nothing else.",
)
WORD_TWICE = Mistake(
    "a-word-twice",
    "A word that stands twice in a post stands twice in the index.",
    "the words of a text: each different one once, as in a set.",
)
SEARCH_DELETED = Mistake(
    "search-finds-the-deleted",
    "A search finds a post that was deleted.",
    "what PostDeleted does to `words`.",
)
SEARCH_TAKES = Mistake(
    "search-forgets-the-others",
    "A deleted post takes its words from the posts that have them too.",
    "what PostDeleted takes out of `words`: the rows of this post.",
)
SEARCH_OUTSIDE = Mistake(
    "search-outside-the-transaction",
    "The index and the rest are committed one after the other: a crash parts them.",
    "the commits in `handle`: all that belongs to an event is one transaction.",
)
