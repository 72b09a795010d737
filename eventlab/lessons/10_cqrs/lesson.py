# %% [markdown]
# # 10 CQRS
#
# *Who asks wants another picture than who decides. How late may it be?*
#
# After this lesson you can keep a read model that survives crashes and can be made anew, read your
# own write from it, and say what CQRS needs. [Exercises](../exercises/10_cqrs.ipynb) follow.

# %%
import sqlite3

from eventlab import Event, MemoryStore, figures
from eventlab.contracts import connections, projection
from eventlab.course import method_of, predict, quiz
from eventlab.sim import Scenario, database, explore

SCHEMA = "CREATE TABLE stock (item TEXT PRIMARY KEY, pieces INTEGER)"
ADD = "INSERT INTO stock VALUES (?, ?) ON CONFLICT DO UPDATE SET pieces = pieces + excluded.pieces"
see = predict("10-see")
see

# %% [markdown]
# ## Two classes
#
# A **command** changes something. A **query** answers, and changes nothing. Here each has a class
# of its own, over the same table. (`ADD` makes a row, or adds what came, `excluded`, to it.)


# %%
class Counter:
    def __init__(self, db):
        self.db = db

    def sell(self, item, pieces):
        with self.db:
            self.db.execute(ADD, (item, -pieces))


class Shelf:
    def __init__(self, db):
        self.db = db

    def left(self, item):
        return self.db.execute("SELECT pieces FROM stock WHERE item = ?", (item,)).fetchone()[0]


# %%
db = sqlite3.connect("")  # a database of its own, which is gone with the connection
db.executescript(f"{SCHEMA}; INSERT INTO stock VALUES ('tea', 10)")
Counter(db).sell("tea", 3)
Shelf(db).left("tea")  # Your turn: sell another piece.

# %% [markdown]
# This is **CQRS**, Command Query Responsibility Segregation, and that is all of it. CQRS needs
# neither event sourcing nor two databases nor eventual consistency (late answers): here is none.

# %%
quiz("10-needs")

# %% [markdown]
# ## A second model
#
# Two classes *may* have two models. Let the truth be an event store as in
# [lesson 09](09_event_sourcing.ipynb): a `MemoryStore`, with a stream for each item. `read_all`
# yields all events, each at its **position**. What is left of an item is a fold of its stream.


# %%
def fold(events):
    return sum(event.data["pieces"] * (-1 if event.type == "ItemSold" else 1) for event in events)


def happens(type, item, pieces, **expected):
    version = store.append(item, [Event(type, {"pieces": pieces}, subject=item)], **expected)
    return next(store.read(item, after=version - 1)).position


fold([Event("ItemArrived", {"pieces": 9}), Event("ItemSold", {"pieces": 4})])  # Your turn: sell 6.

# %% [markdown]
# The shelf shows *all* items, and folding all events at each visit takes ever longer. So the folds
# are kept in a table, a **read model**, and each new event changes a row. What does that is a
# **projection**. It has a handler for each type that matters, and a **checkpoint**: the position of
# its last event, with a handler or without. Nothing new shows up below it: the store promises that.


# %%
class Projection:
    def __init__(self, store, db, schema, handlers):
        self.store, self.db, self.schema, self.handlers = store, db, schema, handlers
        db.isolation_level = None  # each statement is a transaction, until we say BEGIN
        if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'checkpoint'").fetchone():
            self.make()

    def make(self):
        for statement in (*self.schema, "CREATE TABLE checkpoint AS SELECT 0 AS position"):
            self.db.execute(statement)

    @property
    def position(self):
        return self.db.execute("SELECT position FROM checkpoint").fetchone()[0]


# %%
@method_of(Projection)
def apply(self, after=0):
    count = 0
    for count, recorded in enumerate(self.store.read_all(after=after), start=1):
        if handler := self.handlers.get(recorded.event.type):
            handler(recorded, self.db)
        # Your turn: move this line into the `if`. Who is harmed?
        self.db.execute("UPDATE checkpoint SET position = ?", (recorded.position,))
    return count


@method_of(Projection)
def catch_up(self):
    return self.apply(after=self.position)


# %%
def book(recorded, tx):
    tx.execute(ADD, (recorded.event.subject, fold([recorded.event])))


HANDLERS = dict.fromkeys(["ItemArrived", "ItemSold"], book)
store = MemoryStore()  # a new one, each time that you run this cell
happens("ItemArrived", "tea", 10)
model = Projection(store, sqlite3.connect(""), [SCHEMA], HANDLERS)
model.catch_up()
shelf = Shelf(model.db)
happens("ItemSold", "tea", 3)
see.settle(shelf.left("tea"))  # Your turn: let the model catch up one line above.

# %% [markdown]
# Nothing is lost; the model is late. Its **lag** is how many positions its checkpoint is behind the
# end of the store. Here it catches up after every few events. How large does the lag become?


# %%
def late(happened, every):
    day = [Event("ItemArrived", {"pieces": n}, subject="tea") for n in range(1, 10)]
    late = Projection(MemoryStore(), sqlite3.connect(""), [SCHEMA], HANDLERS)
    return figures.late_model(day, happened, every, late, lambda: Shelf(late.db).left("tea"))


figures.Moving(late, happened=figures.Slider(1, 9, 5), every=figures.Slider(1, 4, 3))

# %% [markdown]
# ## Read your own write
#
# Most readers do not mind. One does: the customer who has just bought. So the command returns the
# *position* of what it wrote, and the query waits until the model has come that far.

# %%
mine = happens("ItemSold", "tea", 1)
while model.position < mine:
    model.catch_up()  # where it runs elsewhere: wait for it, a second at most
shelf.left("tea")  # Your turn: without the loop.

# %%
quiz("10-own")

# %% [markdown]
# ## It breaks: killed in between
#
# `catch_up` commits twice for each event. Let the simulator kill the process at every call. What is
# delivered only wakes the projection; in the store it finds three payments, A, B and C.


# %%
receipt = {"OrderPaid": lambda r, tx: tx.execute("INSERT INTO receipts VALUES (?)", [r.event.id])}


def wake(event, db):
    (paid := MemoryStore()).append("shop", Scenario.events)
    Projection(paid, db, [], receipt).catch_up()


tables = "CREATE TABLE receipts (id); CREATE TABLE checkpoint AS SELECT 0 AS position"
world = Scenario("wake", wake, offers={"db": database(tables, "SELECT id FROM receipts")})
# Your turn: let `apply` move the checkpoint first; run its cell, and this one.
figures.space_time(explore(world, copies=1).failure.trace)

# %% [markdown]
# The receipt is there, the checkpoint does not know it: A is applied again. Both belong into **one
# transaction**, and so does the look at the checkpoint: else two processes find the same one.
# (`lease`: at a call another process handles the event too. `error`: a call raises.)


# %%
@method_of(Projection)
def catch_up(self):
    with self.db:  # commits, or rolls back
        self.db.execute("BEGIN IMMEDIATE")  # who comes second waits here
        return self.apply(after=self.position)


# Your turn: read self.position before the BEGIN. Which fault shows it?
explore(world.of(wake), copies=1, faults=["crash", "lease", "error"])

# %% [markdown]
# ## Make it anew
#
# A read model may be thrown away: it follows from the events. So a mistake in a handler is mended,
# and the model is made anew. In one transaction, so that readers find the old one until the commit.


# %%
@method_of(Projection)
def rebuild(self):
    with self.db:
        self.db.execute("BEGIN IMMEDIATE")
        for (table,) in self.db.execute("SELECT tbl_name FROM sqlite_schema").fetchall():  # all
            self.db.execute(f"DROP TABLE IF EXISTS {table}")
        self.make()
        return self.apply()


# Your turn: spoil it first, with model.db.execute("UPDATE stock SET pieces = 99").
model.rebuild(), shelf.left("tea")

# %% [markdown]
# All handlers run again, over old events. So they must be **safe to replay**: they change the read
# model and nothing else. No mail goes out, and the time is the event's, not the clock's.
#
# A rebuild that takes hours would hold up all who write to that database. Then a second model is
# made *aside*, while the old one serves and writing goes on. At the end the readers switch.

# %%
happens("ItemReturned", "tea", 2)  # a type that the old model passes over
aside = Projection(store, sqlite3.connect(""), [SCHEMA], HANDLERS | {"ItemReturned": book})
aside.catch_up()
happens("ItemArrived", "cup", 1)  # writing goes on, and the rest is little
aside.catch_up()
shelf.db = aside.db
shelf.left("tea")  # Your turn: and what does the old one say, when it has caught up?

# %% [markdown]
# ## It breaks: deciding from the read model
#
# One cup is left, and two customers want it. The shelf is at hand, so why not ask it?

# %%
# Your turn: first let 2 more arrive; then catch up inside the loop. Enough for two processes?
for _customer in ("ada", "bob"):
    if shelf.left("cup") >= 1:
        happens("ItemSold", "cup", 1)
aside.catch_up()
shelf.left("cup")

# %% [markdown]
# Catching up first makes the gap smaller, and does not close it. The write side never decides from
# the read model. It folds its stream, and says which version it saw: who comes second is refused.


# %%
def sell(item):
    past = [recorded.event for recorded in store.read(item)]
    if fold(past) < 1:
        raise ValueError(f"there is no {item} left")
    return happens("ItemSold", item, 1, expected=len(past))


sell("tea")  # Your turn: sell a cup. And let somebody else sell one after the fold.

# %%
quiz("10-late")

# %% [markdown]
# ## Who knows whom
#
# The write side now knows the store alone, which knows no reader: the projection asks it.

# %%
one = figures.who_holds_whom(counter=Counter(db), shelf=Shelf(db), db=db)
two = figures.who_holds_whom(sell=sell, store=store, projection=aside, shelf=shelf, db=aside.db)
figures.class_picture(one, two, pattern="CQRS")

# %%
quiz("10-add")

# %% [markdown]
# ## Does it hold?

# %%
# Your turn: without `core=True`, what is missing?
projection.projection.check(connections.over_connections(Projection), core=True)

# %% [markdown]
# `eventlab.Projection` also works in batches, tells its lag, and refuses what other code has made.
#
# **In three lines.** CQRS is two classes, one that changes and one that answers; two models are a
# choice. A read model changes in one transaction with its checkpoint, is late, and can be made
# anew. Wait for a position to read your own write, and never decide from it.
#
# Now [the exercises](../exercises/10_cqrs.ipynb). Back: [event sourcing](09_event_sourcing.ipynb).
# Next: [under the hood](11_under_the_hood.ipynb).
