# %% [markdown]
# # Exercises: failure
#
# Two tasks. In the first you complete what becomes of an event that failed; in the second you
# write a service with an outbox. Everything that you need stands in
# [lesson 08](../notebooks/08_failure.ipynb).
#
# `check` crashes your code wherever that makes a difference, and lets the broker fail. When
# something breaks, you see the fewest steps that break it.

# %%
import random
import sqlite3

from eventlab import Event, MemoryQueue, VirtualClock
from eventlab.course import check, hint, method_of, solution

# %% [markdown]
# ## 1. What becomes of an event that failed
#
# This queue gives an event back as often as it is told to, and only counts: the first delivery has
# `delivery.attempt == 1`. When to wait, how long, and when to give up is yours to decide, in
# `failed`.
#
# - After `most` attempts, be that 3 or 3,000, the event goes to the dead letters:
#   `self.dead.put(event, reason)`. The reason is a text with the kind of the error and what it
#   says. Then it leaves the queue. In no case is it lost, nor does it come again for ever; your
#   process may die at every call.
# - Until then it goes back with `queue.nack(delivery, delay=..., reason=...)`. Its delay in seconds
#   is drawn by `self.random`: from 0 up to `base` after the first attempt, up to twice that after
#   the second, and so on, but never above `cap`.
# - At most `budget` delays in any `window` seconds are drawn so. Beyond that a delay is drawn
#   between half of `cap` and `cap`, and does not count.
#
# `now` is the time in seconds. All consumers of a process share one such object.


# %%
class Retry:
    def __init__(self, dead, base=1.0, cap=60.0, most=5, budget=60, window=60.0, seed=None):
        self.dead = dead
        self.base, self.cap, self.most = base, cap, most
        self.budget, self.window = budget, window
        self.random = random.Random(seed)
        self.spent = []  # the times of the early retries


# %%
@method_of(Retry)
def failed(self, queue, delivery, error, now):
    """Give the event back to come again, or to the dead letters."""
    # SOLUTION
    reason = f"{type(error).__name__}: {error}"
    if delivery.attempt >= self.most:
        self.dead.put(delivery.event, reason)
        queue.ack(delivery)
    else:
        queue.nack(delivery, delay=self.delay(delivery.attempt, now), reason=reason)
    # STUB
    # raise NotImplementedError
    # END


# %% [markdown]
# You may want a method of its own for the delay, which `failed` then asks.


# %%
@method_of(Retry)
def delay(self, attempt, now):
    """Return for how many seconds an event waits that failed for the `attempt`th time."""
    # SOLUTION
    self.spent = [time for time in self.spent if time > now - self.window]
    if len(self.spent) >= self.budget:
        return self.random.uniform(self.cap / 2, self.cap)
    self.spent.append(now)
    doublings = min(attempt - 1, 1000)  # 2.0 ** 1024 is more than a float can hold
    return self.random.uniform(0, min(self.cap, self.base * 2.0**doublings))
    # STUB
    # raise NotImplementedError
    # END


# %%
check("08-failed", Retry)

# %% [markdown]
# Or watch it by hand: when does the event come again?


# %%
class DeadLetters(list):
    def put(self, event, reason):
        self.append((event.id, reason))


clock = VirtualClock()
queue = MemoryQueue(max_attempts=1000, clock=clock)
queue.put(Event("OrderPaid", id="P"))
# SOLUTION
retry, times = Retry(DeadLetters(), seed=8), []
while not retry.dead:
    if delivery := queue.get(timeout=0):
        times.append(clock.now())
        retry.failed(queue, delivery, ValueError("no address"), clock.now())
    clock.advance(1)
times, retry.dead
# STUB
# # retry, times = Retry(DeadLetters(), seed=8), []
# # while not retry.dead:
# #     if delivery := queue.get(timeout=0):
# #         times.append(clock.now())
# #         retry.failed(queue, delivery, ValueError("no address"), clock.now())
# #     clock.advance(1)
# # times, retry.dead
# END

# %% [markdown]
# ## 2. Saved and told, whatever happens
#
# Write the shipping service. It is made anew after each crash, with `db`, an `sqlite3` connection
# to the tables below, and `broker`, which has `publish(event)`.
#
# - `handle(event)` gets an `OrderPaid`. It saves one row in `shipments` for it, also when the event
#   comes twice, and sees to it that an `OrderShipped` will be told: caused by that event, with
#   `{"order": event.id}` for its data. The broker may be down meanwhile.
# - `relay()` publishes what is still to be told, in the order in which it was saved, until nothing
#   is left. Whatever crashes, each is told at least once, and only what is saved is told. A
#   repetition is the same event, with the same id. What `publish` raises comes out of `relay`, and
#   the next `relay` goes on with what was not told; it may repeat what was. While it waits for the
#   broker, other processes can save payments.

# %%
TABLES = (
    "CREATE TABLE shipments (id TEXT PRIMARY KEY);"
    "CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT)"
)


# %%
class Shipping:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker

    def handle(self, event):
        """Save the shipment, and what is to be told of it."""
        # SOLUTION
        with self.db:
            row = self.db.execute("INSERT OR IGNORE INTO shipments VALUES (?)", (event.id,))
            if row.rowcount:
                told = event.caused("OrderShipped", {"order": event.id})
                self.db.execute("INSERT INTO outbox (event) VALUES (?)", (told.to_json(),))
        # STUB
        # raise NotImplementedError
        # END

    def relay(self):
        """Tell what is still to be told."""
        # SOLUTION
        first = "SELECT number, event FROM outbox ORDER BY number LIMIT 1"
        while row := self.db.execute(first).fetchone():
            self.broker.publish(Event.from_json(row[1]))
            with self.db:
                self.db.execute("DELETE FROM outbox WHERE number = ?", row[:1])
        # STUB
        # raise NotImplementedError
        # END


# %%
check("08-outbox", Shipping)

# %% [markdown]
# Or by hand, with a broker that is a list.


# %%
class Broker(list):
    publish = list.append


db, broker = sqlite3.connect(":memory:"), Broker()
db.executescript(TABLES)
# SOLUTION
shipping = Shipping(db, broker)
for id in ("A", "B", "A"):
    shipping.handle(Event("OrderPaid", id=id))
shipping.relay()
# STUB
# # shipping = Shipping(db, broker)
# # for id in ("A", "B", "A"):
# #     shipping.handle(Event("OrderPaid", id=id))
# # shipping.relay()
# END
[event.data["order"] for event in broker]

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("08-outbox")` shows one way to do it. It is not the only one.

# %%
hint("08-outbox")
