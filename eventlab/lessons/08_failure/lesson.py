# %% [markdown]
# # 08 Failure
#
# *The handler failed. Who tries again, when, and until when?*
#
# After this lesson you can try again without doing harm, give up with the reasons, and make "it is
# saved" and "it is told" one step. [Two exercises](../exercises/08_failure.ipynb) follow.

# %%
import random
import sqlite3
from contextlib import suppress

from eventlab import Event, MemoryQueue, StaleDelivery, VirtualClock, figures
from eventlab.course import method_of, predict, quiz


def ship(event):
    log.append(event)
    if event.data["order"] == 8:  # Your turn, when it is a dead letter: mend this.
        raise ValueError("no address")


placed = [Event("OrderPlaced", {"order": order}) for order in (7, 8, 9)]
paid = [event.caused("OrderPaid", event.data) for event in placed]


# %% [markdown]
# ## Try again
#
# In [lesson 06](06_delivery.ipynb) an event came again when its lease ran out. A consumer that
# knows of its failure gives it back at once: `eventlab.MemoryQueue` has `nack`. Here is the loop.
#
# A `retry` says how long the event shall wait. Many errors are hiccups, so the first wait is short.
# If it was none, each wait is longer than the last, up to a cap: **exponential backoff**.


# %%
class Consumer:
    def __init__(self, queue, handler, retry=None, clock=None):
        self.queue, self.handler, self.clock = queue, handler, clock or queue.clock
        self.retry = retry or Retry()

    def run(self):
        while delivery := self.queue.get():
            with suppress(StaleDelivery):  # its lease ran out: it comes again by itself
                self.take(delivery)

    def take(self, delivery):
        try:
            self.handler(delivery.event)
        except Exception as error:  # not Ctrl-C: that is no failure of this event
            delay = self.retry.delay(delivery.attempt, self.clock.now())
            self.queue.nack(delivery, delay=delay, reason=f"{type(error).__name__}: {error}")
        else:
            self.queue.ack(delivery)


# %%
class Retry:
    def __init__(self, base=1.0, cap=60.0, budget=60, window=60.0, seed=None):  # seconds
        self.base, self.cap, self.budget, self.window = base, cap, budget, window
        self.random, self.spent = random.Random(seed), []

    def delay(self, attempt, now):  # 2.0 ** 1024 is more than a float can hold
        return min(self.cap, self.base * 2.0 ** min(attempt - 1, 1000))


[Retry().delay(attempt, now=0.0) for attempt in range(1, 9)]  # Your turn: with a base of 5.

# %% [markdown]
# ## It breaks: the same one for ever
#
# Is the wait needed? Let it be 0. `ship` fails for order 8, however often one tries: that is a
# **poison event**. After how many calls has order 9 its turn?

# %%
log, queue = [], MemoryQueue(max_attempts=1000, clock=VirtualClock())
queue.put_many(paid)
Consumer(queue, ship, Retry(base=0.0)).run()
log.index(paid[2])  # Your turn: with max_attempts=10. And what if it were endless?

# %% [markdown]
# Each time, it took its old place at the front. With a wait the others have their turn. And there
# must be an *end*: the queue counts the attempts, and after the last one it sets the event aside,
# to the **dead letters**. A person looks at it there, who needs two things. The **reasons**:
# therefore `take` hands them over. And its story: `caused` hands on the **correlation id** of the
# very first event, through every queue and service, so one search in everybody's log finds it.

# %%
log, queue = [], MemoryQueue(max_attempts=3, clock=VirtualClock())
queue.put_many(paid)
consumer = Consumer(queue, ship, retry := Retry())
for _ in range(10):
    consumer.run()
    queue.clock.advance(1)
[event.data["order"] for event in log], [each.reasons for each in queue.dead_letters()]

# %%
order = log[1].correlation_id  # Your turn: follow order 9, which is log[2].
[event.type for event in placed + log if event.correlation_id == order]

# %%
quiz("08-dead")

# %% [markdown]
# ## It breaks: all at once
#
# A payment provider does 10 calls a second, lets 10 wait, and refuses more. It was away, and now
# 100 consumers come back to it at once. Those that it refuses (each is a cross below) back off.

# %%
figures.retries_under_load([0.0] * 100, Retry(), bound=10, attempts=9)  # Your turn: 50 of them.

# %% [markdown]
# They come back *together*, after 1 second, 3, 7 and 15, and in between it has nothing to do. They
# must be spread: **jitter** draws the delay, anywhere between 0 and the longest. Who is done, when?


# %%
@method_of(Retry)
def delay(self, attempt, now):  # also for a cell above that is run again
    return self.random.uniform(0, min(self.cap, self.base * 2.0 ** min(attempt - 1, 1000)))


# Your turn: draw from the upper half only. What does that change?
figures.retries_under_load([0.0] * 100, Retry(seed=8), bound=10, attempts=9)

# %% [markdown]
# ## It breaks: too much for too long
#
# Jitter spreads a crowd; it makes none smaller. What if for a whole minute more calls arrive than
# the provider can do? Each refusal becomes one more call. Therefore retries have a **budget**: so
# many early ones in a minute, for the whole process. Whoever fails beyond that waits long.


# %%
@method_of(Retry)
def delay(self, attempt, now):
    self.spent = [at for at in self.spent if at > now - self.window]
    if len(self.spent) >= self.budget:
        return self.random.uniform(self.cap / 2, self.cap)
    self.spent.append(now)
    return self.random.uniform(0, min(self.cap, self.base * 2.0 ** min(attempt - 1, 1000)))


def overload(rate, budget):
    return figures.retries_under_load([n / rate for n in range(1000)], Retry(budget=budget, seed=8))


# Your turn: run the cell with `base=0.0` again. When is it order 9's turn now, and why?
figures.Moving(overload, rate=figures.Slider(8, 14, 12, unit="/s"), budget=figures.Choice(9999, 60))

# %% [markdown]
# Above 10 a second and without a real budget this is a **retry storm**: far more calls arrive than
# were meant, and not one more is done. With the budget the storm is gone, and *still* not one more
# is done. Backoff does not cure **sustained overload**. What is too much must be kept out at the
# door: bound the queue, then block, shed, or let expire what nobody waits for any more.

# %%
quiz("08-layers")

# %% [markdown]
# ## It breaks: the process dies
#
# Retries are for a handler that fails. Now let the *process* die. Shipping handles `OrderPaid`: it
# saves a shipment, commits, and tells a [broker](06_delivery.ipynb). A duplicate finds it done.


# %%
def commit_publish(event, db, broker, ack):
    with db:
        new = db.execute("INSERT OR IGNORE INTO shipments VALUES (?)", (event.id,)).rowcount
    if new:
        broker.publish(event.caused("OrderShipped"))
    ack()


dual = predict("08-dual")
dual

# %%
from eventlab.sim import Scenario, crash_matrix, database, replay, service

# `offers` is what it works with. An effect is what the broker is told, and no row of the database.
db = database("CREATE TABLE shipments (id PRIMARY KEY)", effects="SELECT 1 WHERE 0")
shipping = Scenario("ship", commit_publish, offers={"db": db, "broker": service("publish")})
# Your turn: crash it `before ack`. Then publish inside the `with`, and crash it `before db.commit`.
result = replay("ship: A[crash before broker.publish]", shipping)
dual.settle(result.run.history.effects["A"], figures.space_time(result.trace))

# %% [markdown]
# Two systems are written, and nothing binds them together: the **dual write**. Publishing first is
# no better. Then the world hears of a shipment that is not saved yet, and perhaps never will be.
#
# ## The mend: the outbox
#
# Write the event *into the same database, in the same transaction*. That table is an **outbox**. A
# **relay** sends what stands in it, by the number that SQLite gives, and crosses it out when sent.


# %%
class Outbox:
    def __init__(self, db):
        self.db = db
        columns = "number INTEGER PRIMARY KEY AUTOINCREMENT, event"  # a late DELETE hits no new one
        db.execute(f"CREATE TABLE IF NOT EXISTS outbox ({columns})")

    def transaction(self):
        return self.db  # `with` commits all of it, or nothing

    def add(self, tx, event):
        tx.execute("INSERT INTO outbox (event) VALUES (?)", (event.to_json(),))

    def relay(self, publish):
        sent, first = 0, "SELECT number, event FROM outbox ORDER BY number LIMIT 1"
        while row := self.db.execute(first).fetchone():
            publish(Event.from_json(row[1]))
            with self.db:
                self.db.execute("DELETE FROM outbox WHERE number = ?", row[:1])
            sent += 1
        return sent


# %%
def with_outbox(event, db, broker, ack):
    outbox = Outbox(db)
    with outbox.transaction() as tx:
        if tx.execute("INSERT OR IGNORE INTO shipments VALUES (?)", (event.id,)).rowcount:
            outbox.add(tx, event.caused("OrderShipped"))
    outbox.relay(broker.publish)  # in life often a process of its own
    ack()


matrix = crash_matrix({"commit, publish": commit_publish, "outbox": with_outbox}, shipping)
# Your turn: how often is it told? Bet: (0, 0, 0, 0, 0), say. Then cross out before sending.
figures.crash_picture(matrix, guess={"outbox": ()})

# %% [markdown]
# The outbox has no 0: what is saved is told. It has a 2: the relay died after sending, before it
# crossed out. So the other side needs an **inbox**, and knows it by its id, which was stored too.

# %%
quiz("08-sent")

# %% [markdown]
# ## A number is not an order
#
# Why cross out? A relay could remember the last number that it sent, and ask for what is above. In
# SQLite one transaction writes at a time; elsewhere many do. One takes number 1, another 2, and 2
# commits first. Here is what a reader finds, moment by moment.

# %%
sent = []
for committed in [{2}, {1, 2}, {1, 2, 3}]:
    sent += sorted(number for number in committed if number > max(sent, default=0))
sent  # Your turn: `if number not in sent`, which is what crossing out does.

# %% [markdown]
# ## Who knows whom
#
# `Retry` is a **Strategy**: the consumer asks it how long, and never how. The dead letters are the
# **Dead Letter Channel** of *Enterprise Integration Patterns*, the outbox is the **Transactional
# Outbox** of Richardson's *Microservices Patterns*.

# %%
holds = figures.who_holds_whom(consumer=consumer, queue=queue, retry=retry)
figures.class_picture(holds, pattern="Strategy")

# %%
quiz("08-add")

# %% [markdown]
# ## Does it hold?

# %%
from eventlab.contracts.consumer import consumer as consumer_contract
from eventlab.contracts.outbox import outbox as outbox_contract


def make_outbox(beside=None):
    if beside:
        beside.db.rollback()  # as when its process dies
    return Outbox(beside.db if beside else sqlite3.connect(":memory:"))


# Your turn: let `take` catch BaseException, run its cell, and this one again.
print(consumer_contract.check(Consumer, core=True))
outbox_contract.check(make_outbox, core=True)

# %% [markdown]
# `eventlab`'s consumer also takes an inbox, and its outbox is safe with many threads.
#
# **In three lines.** Try again with backoff, jitter and a budget, and give up after so many
# attempts, with the reasons. No retry cures sustained overload. What must be told is saved in the
# transaction that it tells of; it may come twice, so the other side has an inbox.
#
# Now write both: [the exercises](../exercises/08_failure.ipynb). Next:
# [event sourcing](09_event_sourcing.ipynb). Back to [ordering](07_ordering.ipynb).
