# %% [markdown]
# # Exercises: delivery
#
# Two tasks. In the first you complete the loop of a worker; in the second you write a consumer
# that has its effect once, and prove it. Everything that you need stands in
# [lesson 06](../notebooks/06_delivery.ipynb).
#
# `check` delivers late, twice and in any order, and crashes your code wherever that makes a
# difference. When it breaks, you see the smallest schedule that breaks it.

# %%
from eventlab import Event, MemoryQueue
from eventlab.course import check, hint, solution
from eventlab.queue import StaleDelivery
from eventlab.sim import Scenario, database, explore

# %% [markdown]
# ## 1. A worker that loses nothing
#
# `queue` has `get()`, `ack(delivery)` and `nack(delivery, reason=...)`, which gives an event back:
# it is ready again at once, as its next attempt. Handle what is ready, until `get()` returns None,
# so that an event is lost in no case.
#
# - `handle(delivery.event)` may raise any `Exception`, also one without a text, or a
#   `StaleDelivery` of another queue. Then give the event back, with the error's text as the reason,
#   and go on. The queue counts the attempts, and decides when to give up.
# - Its lease may run out while `handle` is at work. Then `ack` and `nack` raise `StaleDelivery`.
#   The event comes again by itself: go on.
# - Ctrl-C raises `KeyboardInterrupt`, which is no `Exception`. It ends the worker at once, and the
#   event that was in hand is not lost.


# %%
def work(queue, handle):
    """Handle all that is ready, and lose nothing."""
    # SOLUTION
    while delivery := queue.get():
        try:
            try:
                handle(delivery.event)
            except Exception as error:
                queue.nack(delivery, reason=str(error))
            else:
                queue.ack(delivery)
        except StaleDelivery:
            pass  # too late: it comes again by itself
    # STUB
    # raise NotImplementedError
    # END


# %%
check("06-worker", work)

# %% [markdown]
# Or try it by hand: what fails twice is a dead letter here, with a reason for each attempt.

# %%
queue = MemoryQueue(max_attempts=2)
queue.put(Event("OrderPaid", id="A"))
# SOLUTION
work(queue, lambda event: 1 / 0)
# STUB
# # work(queue, lambda event: 1 / 0)
# END
[letter.reasons for letter in queue.dead_letters()]

# %% [markdown]
# ## 2. A consumer that books once, whatever happens
#
# Each `OrderPaid` shall become one row in the table `ledger`: its id, and from `event.data` its
# `"customer"` and its `"amount"`. All come from one shop, so the id alone says which payment it is.
# The events may come twice and in any order, and your process may die at every call. The database
# is that of the cell below, `db` is an `sqlite3` connection to it, and `ack()` acknowledges the
# event.
#
# Keep the names of the parameters: by them the simulator knows what to hand in.

# %%
books = database(
    "CREATE TABLE seen (id TEXT PRIMARY KEY);"
    "CREATE TABLE ledger (id TEXT, customer TEXT, amount INTEGER);",
    effects="SELECT id FROM ledger",
)


# %%
def book(event, db, ack):
    """Book the payment once, whatever happens; then acknowledge it."""
    # SOLUTION
    with db:
        row = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
        if row.rowcount:
            values = event.id, event.data["customer"], event.data["amount"]
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", values)
    ack()
    # STUB
    # raise NotImplementedError
    # END


# %% [markdown]
# Prove it yourself, as in the lesson: first every order of three events that come once or twice.
# Then take out `faults=[]`, and it crashes at every call as well.

# %%
explore(Scenario("mine", book, offers={"db": books}), faults=[])

# %% [markdown]
# The check tries more: also errors, leases that run out, and acknowledgements that get lost.

# %%
check("06-once", book)

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("06-once")` shows one way to do it. It is not the only one.

# %%
hint("06-once")
