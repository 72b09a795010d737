# %% [markdown]
# # Exercises: CQRS
#
# Three tasks. In the first you complete a projection; in the second you write a command and a query
# that live with a late read model; in the third you make a read model of what you have done in this
# course. Everything that you need stands in [lesson 10](../notebooks/10_cqrs.ipynb).
#
# `check` kills your code at every call to the database, starts a second one beside it, and looks at
# the tables meanwhile. When something breaks, you see the fewest steps that break it.

# %%
import sqlite3
from tempfile import TemporaryDirectory

from eventlab import Event, MemoryStore, Projection
from eventlab.course import check, hint, method_of, my_events, solution

# %% [markdown]
# ## 1. A read model that can be trusted
#
# Complete the projection of what sells best. `db` is an `sqlite3` connection to the tables below,
# which are there already; others read them with connections of their own.
#
# - `catch_up()` applies what the store has behind the checkpoint. `ItemSold` adds its pieces to the
#   item's row, and `last` becomes the day of that sale; `ItemReturned` takes its pieces off. Other
#   types change nothing, and the checkpoint goes past them.
# - `rebuild()` makes the model anew, from the first event to the last. Whoever reads meanwhile
#   finds the old model, waits, or finds the new one.
# - `lag()` returns how many positions the checkpoint is behind the end of the store, and changes
#   nothing. Positions grow, and may have gaps.
#
# Only `rebuild` reads again what lies before the checkpoint: the store may be long.
# Whatever dies, fails or runs beside it: each event has its effect once.

# %%
TABLES = (
    "CREATE TABLE sold (item TEXT PRIMARY KEY, pieces INTEGER, last TEXT);"
    "CREATE TABLE checkpoint (position INTEGER); INSERT INTO checkpoint VALUES (0)"
)
ADD = """
    INSERT INTO sold VALUES (:item, :pieces, :day) ON CONFLICT (item)
    DO UPDATE SET pieces = pieces + :pieces, last = coalesce(:day, last)
"""


# %%
class BestSellers:
    def __init__(self, store, db):
        self.store, self.db = store, db

    def position(self):
        return self.db.execute("SELECT position FROM checkpoint").fetchone()[0]

    def apply(self, recorded):
        data = recorded.event.data
        if recorded.event.type == "ItemSold":
            day = recorded.event.time.date().isoformat()
            self.db.execute(ADD, {"item": data["item"], "pieces": data["pieces"], "day": day})
        elif recorded.event.type == "ItemReturned":
            self.db.execute(ADD, {"item": data["item"], "pieces": -data["pieces"], "day": None})


# %% [markdown]
# You may want a method that both share, which opens no transaction by itself.


# %%
@method_of(BestSellers)
def follow(self, position):
    """Apply all events behind the position, and move the checkpoint to the last of them."""
    # SOLUTION
    for recorded in self.store.read_all(after=position):
        self.apply(recorded)
        position = recorded.position
    self.db.execute("UPDATE checkpoint SET position = ?", (position,))
    # STUB
    # raise NotImplementedError
    # END


# %%
@method_of(BestSellers)
def catch_up(self):
    """Apply what the store has behind the checkpoint."""
    # SOLUTION
    with self.db:
        self.db.execute("BEGIN IMMEDIATE")
        self.follow(self.position())
    # STUB
    # raise NotImplementedError
    # END


# %%
@method_of(BestSellers)
def rebuild(self):
    """Make the model anew from the first event."""
    # SOLUTION
    with self.db:
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("DELETE FROM sold")
        self.follow(0)
    # STUB
    # raise NotImplementedError
    # END


# %%
@method_of(BestSellers)
def lag(self):
    """Return how many positions the checkpoint is behind the end of the store."""
    # SOLUTION
    position = end = self.position()
    for recorded in self.store.read_all(after=position):
        end = recorded.position
    return end - position
    # STUB
    # raise NotImplementedError
    # END


# %%
check("10-projection", BestSellers)

# %% [markdown]
# Or by hand.

# %%
store, db = MemoryStore(), sqlite3.connect(":memory:")
db.executescript(TABLES)
for pieces in (3, 2):
    store.append("shop", [Event("ItemSold", {"item": "tea", "pieces": pieces})])
# SOLUTION
best = BestSellers(store, db)
before = best.lag()
best.catch_up()
before, best.lag(), db.execute("SELECT item, pieces FROM sold").fetchall()
# STUB
# # best = BestSellers(store, db)
# # before = best.lag()
# # best.catch_up()
# # before, best.lag(), db.execute("SELECT item, pieces FROM sold").fetchall()
# END

# %% [markdown]
# ## 2. A command that decides, a query that waits
#
# The read model of this shop says how many pieces of an item are left. You get it as `model`, with
# `pieces(item)`, `position` and `catch_up()`, which returns how many events it went past. It may be
# as late as it likes. `store` is an event store, with a stream for each item.
#
# - `sell(item, pieces)` is the command. It appends an `ItemSold` with `{"pieces": pieces}` to the
#   item's stream, and returns the event's *position*. If fewer are left (what came with
#   `ItemArrived`, without what was sold), it raises a `ValueError` and appends nothing. If somebody
#   else was quicker, it decides again, or lets the `WrongVersion` of the store come out. Never are
#   more sold than there were.
# - `left(item, at_least=0)` is the query: what the model says, as soon as it has come to the
#   position `at_least`. If the model cannot come that far, since there is nothing more to apply, it
#   raises a `TimeoutError`. Who does not ask for a position does not wait.


# %%
class Shop:
    def __init__(self, store, model):
        self.store, self.model = store, model


# %%
@method_of(Shop)
def sell(self, item, pieces):
    """Record the sale, and return its position."""
    # SOLUTION
    left = version = 0
    for recorded in self.store.read(item):
        version = recorded.version
        if recorded.event.type == "ItemArrived":
            left += recorded.event.data["pieces"]
        elif recorded.event.type == "ItemSold":
            left -= recorded.event.data["pieces"]
    if left < pieces:
        raise ValueError(f"{left} of {item} are left, and not {pieces}")
    event = Event("ItemSold", {"pieces": pieces})
    version = self.store.append(item, [event], expected=version)
    return next(self.store.read(item, after=version - 1)).position
    # STUB
    # raise NotImplementedError
    # END


# %%
@method_of(Shop)
def left(self, item, at_least=0):
    """Say how many are left, by a model that has come to that position."""
    # SOLUTION
    while self.model.position < at_least:
        if not self.model.catch_up():
            raise TimeoutError(f"the model is at {self.model.position}, and not at {at_least}")
    return self.model.pieces(item)
    # STUB
    # raise NotImplementedError
    # END


# %%
check("10-sell", Shop)

# %% [markdown]
# ## 3. Your own history
#
# What you do in this course is kept as events, on this machine alone, and `my_events()` opens them
# as an event store that only reads. Make a read model of them, with `eventlab`'s own `Projection`:
# how many tries did each exercise take?
#
# Write `tries(store, path)`. It returns a projection of the store into the database at `path`, with
# the table `tries`: a row for each task, with the number of checks up to and including the first
# that was passed, and whether it is `solved` (0 or 1).
#
# `Projection(store, path, SCHEMA, handlers)` is that of the lesson, with a path in place of `db`.
#
# Each check is an `ExerciseChecked` whose subject is the task, with the `verdict`: "passed",
# "failed" or "not attempted". What was not attempted is no try, and what comes after the first pass
# counts no more. All other types have nothing to do with it. Your history may be empty.
# A newer course may have written to it: also a verdict that you do not know is no try. Called again
# with the same `path`, it goes on where it stopped.

# %%
SCHEMA = "CREATE TABLE tries (task TEXT PRIMARY KEY, tries INTEGER, solved INTEGER)"


# %%
def tries(store, path):
    """Return a projection of how many tries each task took."""

    # SOLUTION
    def checked(recorded, tx):
        task, verdict = recorded.event.subject, recorded.event.data["verdict"]
        if verdict in ("passed", "failed"):
            tx.execute("INSERT OR IGNORE INTO tries VALUES (?, 0, 0)", (task,))
            add = "UPDATE tries SET tries = tries + 1, solved = ? WHERE task = ? AND NOT solved"
            tx.execute(add, (verdict == "passed", task))

    return Projection(store, path, SCHEMA, {"ExerciseChecked": checked})
    # STUB
    # raise NotImplementedError
    # END


# %%
check("10-history", tries)

# %% [markdown]
# And yours? The row of the task above is in it, too.

# %%
folder = TemporaryDirectory(ignore_cleanup_errors=True)
# SOLUTION
with tries(my_events(), f"{folder.name}/mine.db") as mine:
    mine.catch_up()
    with sqlite3.connect(mine.path) as mine_db:
        found = mine_db.execute("SELECT * FROM tries WHERE task GLOB '10-*'").fetchall()
found
# STUB
# # with tries(my_events(), f"{folder.name}/mine.db") as mine:
# #     mine.catch_up()
# #     with sqlite3.connect(mine.path) as mine_db:
# #         found = mine_db.execute("SELECT * FROM tries ORDER BY task").fetchall()
# # found
# END

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("10-history")` shows one way to do it. It is not the only one.

# %%
hint("10-history")
