# %% [markdown]
# # Exercises: ordering
#
# Two tasks. In the first you find the partition of a key; in the second you write a handler that
# survives every order, and prove it. Everything that you need stands in
# [lesson 07](../notebooks/07_ordering.ipynb).
#
# `check` delivers early, late, twice and in any order, and crashes your code wherever that makes a
# difference. When it breaks, you see the smallest schedule that breaks it.

# %%
import zlib

from eventlab import Event
from eventlab.course import check, hint, solution
from eventlab.sim import Scenario, database, effects_per_intent, explore, in_order_by_key, replay

# %% [markdown]
# ## 1. A partition that every process agrees on
#
# `key` is a text that is not empty, `partitions` a whole number from 1 on. Return the number of the
# key's partition, from 0 to `partitions - 1`.
#
# - The same key has the same partition, in every call and in every process.
# - Many keys are spread over all partitions, evenly enough that none has less than half of its
#   share. That holds also for keys that look alike.


# %%
def partition_of(key, partitions):
    """Return the partition of the key: the same in every process."""
    # SOLUTION
    return zlib.crc32(key.encode()) % partitions
    # STUB
    # raise NotImplementedError
    # END


# %%
check("07-partition", partition_of)

# %% [markdown]
# Or try it by hand. How many of 1,000 keys does each of the four partitions have?

# %%
counts = [0] * 4
# SOLUTION
for number in range(1000):
    counts[partition_of(f"order-{number}", 4)] += 1
# STUB
# # for number in range(1000):
# #     counts[partition_of(f"order-{number}", 4)] += 1
# END
counts

# %% [markdown]
# ## 2. A history in the right order, whatever happens
#
# Support wants to read what happened to an order. Each event has the number of its `order` in its
# data, and a `version` that counts the changes of this order: 1, 2, 3, and so on. Each becomes one
# row in the table `history`: the order's number and the event's id.
#
# - A version goes in only after all lower ones of the same order, and then at once. Other orders do
#   not matter to it, and how many versions there will be is not known.
# - The events may come twice and in any order, and your process may die at every call. Only the
#   database remembers.
# - Acknowledge each event when all is safe. One that is not acknowledged comes again, and is given
#   up after five attempts.
#
# The table `arrived` is there for what you need. `db` is an `sqlite3` connection, and `ack()`
# acknowledges. Keep the names of the parameters.

# %%
records = database(
    "CREATE TABLE arrived (order_no INTEGER, version INTEGER, id TEXT,"
    " PRIMARY KEY (order_no, version));"
    "CREATE TABLE history (order_no INTEGER, id TEXT);",
    effects="SELECT id FROM history",
)


# %%
def in_turn(event, db, ack):
    """Put the change into the history when it is its turn, whatever happens; acknowledge it."""
    # SOLUTION
    order, version = event.data["order"], event.data["version"]
    following = (
        "SELECT order_no, id FROM arrived WHERE order_no = ?"
        " AND version = 1 + (SELECT count(*) FROM history WHERE order_no = ?)"
    )
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        while row := db.execute(following, (order, order)).fetchone():
            db.execute("INSERT INTO history VALUES (?, ?)", row)
    ack()
    # STUB
    # raise NotImplementedError
    # END


# %% [markdown]
# Prove it yourself, as in the lesson. First one schedule: the payment comes too early.

# %%
changes = [
    Event("OrderChanged", {"order": 7, "version": number}, id=id)
    for number, id in enumerate(["placed", "paid", "shipped"], start=1)
]
once_in_order = effects_per_intent(), in_order_by_key()
mine = Scenario("mine", in_turn, changes, offers={"db": records}, properties=once_in_order)
replay("mine: paid placed", mine)

# %% [markdown]
# Then every order of three that come once or twice. With `copies=1` and without `faults=[]` they
# come once, and it crashes at every call.

# %%
explore(mine, faults=[])

# %% [markdown]
# The check tries more: other orders in between, errors, and leases that run out.

# %%
check("07-in-turn", in_turn)

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("07-in-turn")` shows one way to do it. It is not the only one.

# %%
hint("07-in-turn")
