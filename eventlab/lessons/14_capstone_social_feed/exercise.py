# %% [markdown]
# # Exercises: the social feed
#
# Three milestones, and at the end the whole system. Everything that you need stands in
# [lesson 14](../notebooks/14_capstone_social_feed.ipynb) and in those before it.
#
# `check` delivers twice and in any order, lets processes die and calls fail, and two processes work
# on one store. The first two milestones are tried with every small schedule, the third with faults
# that are drawn.

# %%
import sqlite3

from eventlab import Event
from eventlab.course import check, hint, method_of, solution

# %% [markdown]
# ## 1. The members' service
#
# It takes commands and decides. A command comes at least once: its `id` is the idempotency key.
# When it comes again it does nothing, also where it changed nothing the first time.
#
# - `handle(command)` makes the change, in the statement that stands in `CHANGES`. Then a fact tells
#   of it, of the type that stands beside it. What changes no row tells nothing.
# - The fact is caused by the command. It has the command's data and a `number`: the facts of each
#   author are numbered by themselves, from 1. The author stands in every command's data;
#   of a follow it is the one who is followed.
# - `relay()` is called after each `handle`, and publishes, as in lesson 08. It raises what the
#   broker raises. Whatever crashes: what is told is saved, what is saved is told, and each command
#   has its effect once.
#
# The table `authors` may keep the last number of each author, `commands` the ids.

# %%
CHANGES = {
    "Post": ("Posted", "INSERT OR IGNORE INTO posts VALUES (:post, :author, :text)"),
    "Delete": ("PostDeleted", "DELETE FROM posts WHERE id = :post AND author = :author"),
    "Follow": ("Followed", "INSERT OR IGNORE INTO follows VALUES (:member, :author)"),
    "Unfollow": ("Unfollowed", "DELETE FROM follows WHERE member = :member AND author = :author"),
}

# %%
MEMBERS = (
    "CREATE TABLE posts (id TEXT PRIMARY KEY, author TEXT, text TEXT);"
    "CREATE TABLE follows (member TEXT, author TEXT, PRIMARY KEY (member, author));"
    "CREATE TABLE commands (id TEXT PRIMARY KEY);"
    "CREATE TABLE authors (author TEXT PRIMARY KEY, number INTEGER);"
    "CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT)"
)


# %%
class Members:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker

    def handle(self, command):
        """Make the change, and see to it that it will be told."""
        # SOLUTION
        with self.db:
            new = self.db.execute("INSERT OR IGNORE INTO commands VALUES (?)", (command.id,))
            fact, change = CHANGES[command.type]
            if new.rowcount and self.db.execute(change, dict(command.data)).rowcount:
                self.tell(command, fact)
        # STUB
        # raise NotImplementedError
        # END


# %%
# SOLUTION
@method_of(Members)
def tell(self, command, fact):
    count = "INSERT INTO authors VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1"
    author = (command.data["author"],)
    self.db.execute(count, author)
    find = "SELECT number FROM authors WHERE author = ?"
    number = self.db.execute(find, author).fetchone()[0]
    event = command.caused(fact, {**command.data, "number": number})
    self.db.execute("INSERT INTO outbox (event) VALUES (?)", (event.to_json(),))


# STUB
# # A method of your own, if you want one.
# END


# %%
@method_of(Members)
def relay(self):
    first = "SELECT number, event FROM outbox ORDER BY number LIMIT 1"
    while row := self.db.execute(first).fetchone():
        self.broker.publish(Event.from_json(row[1]))
        with self.db:
            self.db.execute("DELETE FROM outbox WHERE number = ?", row[:1])


# %%
check("14-publish", Members)

# %% [markdown]
# Or by hand, with a broker that is a list.


# %%
class Broker(list):
    publish = list.append


db, broker = sqlite3.connect(":memory:"), Broker()
db.executescript(MEMBERS)
# SOLUTION
members = Members(db, broker)
members.handle(Event("Follow", {"author": "ann", "member": "bob"}))
members.handle(Event("Post", {"author": "ann", "post": "p1", "text": "hello"}))
members.relay()
# STUB
# # members = Members(db, broker)
# # members.handle(Event("Follow", {"author": "ann", "member": "bob"}))
# # members.handle(Event("Post", {"author": "ann", "post": "p1", "text": "hello"}))
# # members.relay()
# END
[(event.type, event.data["number"]) for event in broker]

# %% [markdown]
# ## 2. Fan-out
#
# The facts come to the feed's service, which keeps its own store. When `handle(event)` returns, the
# event is acknowledged. When it raises, the event comes again, up to a hundred times. Events come
# at least once, and in *any* order: `number` is the only order that holds, author by author.
#
# `timeline` has a row for each post in each member's timeline. When all has arrived:
#
# - Every post reaches each member who followed its author at that number: once, in the author's
#   order (of `place`). What came before the follow or after the unfollow does not.
# - A post that was deleted is in no timeline. After an unfollow, older posts stay.
# - No author waits for another one's events. The clocks of the machines differ.
#
# Of the other tables use those that you need.

# %%
FEED = (
    "CREATE TABLE timeline (place INTEGER PRIMARY KEY AUTOINCREMENT, member TEXT, post TEXT);"
    "CREATE TABLE followers (author TEXT, member TEXT, PRIMARY KEY (author, member));"
    "CREATE TABLE facts (author TEXT, number INTEGER, event TEXT, PRIMARY KEY (author, number));"
    "CREATE TABLE authors (author TEXT PRIMARY KEY, number INTEGER);"
    "CREATE TABLE notices (number INTEGER PRIMARY KEY AUTOINCREMENT, key, member, post);"
    "CREATE TABLE words (word TEXT, post TEXT)"
)


# %%
class Timelines:
    def __init__(self, db):
        self.db = db

    def handle(self, event):
        """Take in a fact of the members' service."""
        # SOLUTION
        fact = event.data["author"], event.data["number"], event.to_json()
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?, ?)", fact)
            while due := self.due(event.data["author"]):
                self.apply(due)
        # STUB
        # raise NotImplementedError
        # END


# %%
# SOLUTION
@method_of(Timelines)
def due(self, author):
    """Count this author's next fact as done, and return it; None if it is not here yet."""
    find = """SELECT event FROM facts WHERE author = :author AND number =
              1 + coalesce((SELECT number FROM authors WHERE author = :author), 0)"""
    count = "INSERT INTO authors VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1"
    if row := self.db.execute(find, {"author": author}).fetchone():
        self.db.execute(count, (author,))
        return Event.from_json(row[0])


# STUB
# # A method of your own, if you want one.
# END


# %%
# SOLUTION
WHOM = "FROM followers WHERE author = :author"
EFFECTS = {
    "Posted": f"INSERT INTO timeline (member, post) SELECT member, :post {WHOM}",
    "PostDeleted": "DELETE FROM timeline WHERE post = :post",
    "Followed": "INSERT OR IGNORE INTO followers VALUES (:author, :member)",
    "Unfollowed": f"DELETE {WHOM} AND member = :member",
}


@method_of(Timelines)
def apply(self, event):
    self.db.execute(EFFECTS[event.type], dict(event.data))


# STUB
# # One more. For task 3 it helps if a method by itself applies one event.
# END


# %%
check("14-fanout", Timelines)

# %% [markdown]
# Or by hand, with the facts that `broker` has got above, the last one first.

# %%
feed_db = sqlite3.connect(":memory:")
feed_db.executescript(FEED)
timelines = Timelines(feed_db)
for event in reversed(broker):
    timelines.handle(event)
feed_db.execute("SELECT member, post FROM timeline").fetchall()

# %% [markdown]
# ## 3. The whole system
#
# `Network` makes two services, `self.members` and `self.feed`, whose processes run on different
# machines. Each may touch its own store only. What `members` of task 1 publishes is handed to
# `feed.handle`: nobody has to subscribe. `feed` does what task 2 did, and beside the timelines:
#
# - A notice for each post in a timeline: `push.send(key, member, post)`. The provider sends each
#   `key` once, and drops it when it comes again. `feed.relay()` is called after each `handle` and
#   sends what is still to be sent; it may raise, and a process may die in it. No member hears of a
#   post twice, or never. (A post that is deleted meanwhile may still be told.) While the provider
#   is down, the timelines fill all the same.
# - `words`: a row for each different word of each post that is there, as `split()` parts its text,
#   in small letters, whoever follows.


# %%
# SOLUTION
class Feed(Timelines):
    def __init__(self, db, push):
        super().__init__(db)
        self.push = push

    def apply(self, event):
        super().apply(event)
        if event.type == "Posted":
            whom = f"SELECT :id || '/' || member, member, :post {WHOM}"
            notice = f"INSERT INTO notices (key, member, post) {whom}"
            self.db.execute(notice, {**event.data, "id": event.id})
            words = set(event.data["text"].lower().split())
            rows = [(word, event.data["post"]) for word in words]
            self.db.executemany("INSERT INTO words VALUES (?, ?)", rows)
        if event.type == "PostDeleted":
            self.db.execute("DELETE FROM words WHERE post = :post", dict(event.data))


# STUB
# # Your feed.
# END


# %%
# SOLUTION
@method_of(Feed)
def relay(self):
    first = "SELECT number, key, member, post FROM notices ORDER BY number LIMIT 1"
    while row := self.db.execute(first).fetchone():
        self.push.send(*row[1:])
        with self.db:
            self.db.execute("DELETE FROM notices WHERE number = ?", row[:1])


# STUB
# # Its relay.
# END


# %%
class Network:
    def __init__(self, members_db, feed_db, broker, push):
        # SOLUTION
        self.members = Members(members_db, broker)
        self.feed = Feed(feed_db, push)
        # STUB
        # raise NotImplementedError
        # END


# %%
check("14-feed", Network)

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("14-feed")` shows one way to do it. It is not the only one.

# %%
hint("14-feed")
