# %% [markdown]
# # 06 Delivery
#
# *The consumer died. Was its event handled, or not?*
#
# After this lesson you can say when an event is lost and when it is handled twice; build a queue
# that lends its events instead of giving them away; and write a consumer that has its effect once,
# and prove it. [Two exercises](../exercises/06_delivery.ipynb) follow.

# %%
import heapq  # a list whose smallest item comes out first
from itertools import count

from eventlab import Event, VirtualClock
from eventlab.course import method_of, predict, quiz, reveal
from eventlab.queue import Delivery, StaleDelivery

twice = predict("06-twice")
twice

# %% [markdown]
# ## A queue lends
#
# A bus calls its handlers, and what it has not delivered dies with its process. A **queue** keeps
# events until somebody fetches them; a server for queues is a **broker**. If fetching took the
# event out, it would be gone with a consumer that dies over it. So `get` only lends it: a
# **lease**. Who is done **acknowledges**, and only then does it leave. A `Delivery` has a receipt
# that proves which one is meant; one that no longer counts raises `StaleDelivery`.


# %%
class Queue:
    def __init__(self, clock, lease=30.0):  # seconds
        self.clock, self.lease, self.places = clock, lease, count()
        self.ready, self.leased = [], {}

    def put(self, event):
        heapq.heappush(self.ready, (next(self.places), event, 1))

    def get(self):
        self.sweep()
        if self.ready:
            place, event, attempt = heapq.heappop(self.ready)  # the first that was put
            receipt = object()  # equal to nothing else
            self.leased[receipt] = place, event, attempt, self.clock.now() + self.lease
            return Delivery(event, attempt, receipt)

    def sweep(self):
        pass  # its turn comes


# %%
@method_of(Queue)
def ack(self, delivery):
    if not self.leased.pop(delivery.receipt, None):
        raise StaleDelivery(delivery)


queue = Queue(VirtualClock())
for id in ("A", "B"):
    queue.put(Event("OrderPaid", id=id))
first, second = queue.get(), queue.get()
queue.ack(second)  # Your turn: acknowledge it twice.

# %% [markdown]
# ## It breaks: nobody answers
#
# The worker with A loses power. Nobody will ever acknowledge A, so it would stay on loan for ever.
# Therefore a lease **runs out**. Then the event is ready again, at its old place and with one more
# attempt, and the old receipt is worth nothing.


# %%
@method_of(Queue)
def sweep(self):
    for receipt, (place, event, attempt, due) in list(self.leased.items()):
        if due <= self.clock.now():
            del self.leased[receipt]
            heapq.heappush(self.ready, (place, event, attempt + 1))


# %%
receipts, queue = [], Queue(VirtualClock())
queue.put(first.event)
while delivery := queue.get():
    receipts.append(delivery.event.id)  # Your turn: let this line and the ack change places.
    if delivery.attempt == 1:  # the power fails
        queue.clock.advance(31)  # seconds, which pass at once
        continue
    queue.ack(delivery)
twice.settle(len(receipts))

# %% [markdown]
# Who acknowledges *after* the effect can have it twice: **at least once**. Who acknowledges before
# it can lose it: **at most once**. Is there a place for the ack that has neither fault?
#
# ## Does a mark help?
#
# A common remedy is to mark what was done, before it or after it. `seen` is a set that survives a
# crash, `mail.send` is the effect.


# %%
def mark_first(event, seen, mail, ack):
    if event.id not in seen:
        seen.add(event.id)
        mail.send(event.id)
    ack()


def mark_last(event, seen, mail, ack):
    if event.id not in seen:
        mail.send(event.id)
        seen.add(event.id)
    ack()


# %%
which = predict("06-which")
which

# %% [markdown]
# The **simulator** runs a function as it is, and crashes it before each call that changes
# something, and at the end. It starts it again with what was durable, delivers again what was not
# acknowledged, and counts the effects. Two rows stay covered until you bet.

# %%
from eventlab.figures import Choice, Moving, Slider, crash_picture, space_time
from eventlab.sim import Scenario, crash_matrix, explore, replay

strategies = {
    "ack, effect": lambda event, mail, ack: [ack(), mail.send(event.id)],
    "effect, ack": lambda event, mail, ack: [mail.send(event.id), ack()],
    "mark, effect, ack": mark_first,
    "effect, mark, ack": mark_last,
}
matrix = crash_matrix(strategies)
# Your turn: how many effects, a number for each crash from left to right? Write (0, 0, 0), say.
crash_picture(matrix, guess={"ack, effect": (), "mark, effect, ack": ()})

# %%
which.settle([name for name, effects in matrix.effects.items() if {*effects} == {1}])

# %% [markdown]
# Watch any of these runs: pick a row, and which of its first three crashes.


# %%
def run(strategy, crash):
    return space_time(replay(matrix.rows[strategy][crash - 1].line).trace)


Moving(run, strategy=Choice(*strategies), crash=Slider(1, 3))

# %%
quiz("06-three-steps")

# %% [markdown]
# ## The mend: one step
#
# Between two steps there is always a moment. So effect and mark must be one step: one
# **transaction**, which is committed as a whole or not at all. An **inbox** is the table of marks,
# and lends its transaction to the effect. It knows an event by source and id, never by its
# content: two equal orders are two orders. (`db` is SQLite, which comes with Python. A `?` stands
# for a value, and `INSERT OR IGNORE` passes over a row whose key is there.)


# %%
class Inbox:
    def __init__(self, db):
        self.db = db
        db.execute("CREATE TABLE IF NOT EXISTS inbox (source, id, PRIMARY KEY (source, id))")

    def once(self, event, effect):
        with self.db as tx:  # all of it or nothing
            row = tx.execute("INSERT OR IGNORE INTO inbox VALUES (?, ?)", (event.source, event.id))
            if row.rowcount:  # it was new
                effect(event, tx)
        return bool(row.rowcount)


# %%
def receipt(event, tx):
    tx.execute("INSERT INTO receipts VALUES (?)", (event.id,))


def with_inbox(event, db, ack):
    Inbox(db).once(event, receipt)
    ack()


# Your turn: put mark_first or mark_last in its place. Which is the smallest schedule?
explore(Scenario("receipts", with_inbox))

# %% [markdown]
# That was no sample. It was *every* order in which three events come once or twice, without a
# crash and with one at any call. A wrong consumer is answered with a smallest **schedule** that
# breaks it: what came when, and where it died. By the names of its parameters the `Scenario` knows
# what a consumer needs, and its `db` has the tables.
#
# Delivery at least once, and a consumer to which a duplicate does nothing, an **idempotent** one:
# that is **effectively once**. It covers what lives in this database. A mail does not; lesson 08
# goes on from here. And some effects are idempotent by nature: to set an order to *paid* twice is
# to set it once, as long as nobody sets it to *refunded* in between. (Who asks for no `ack` is
# acknowledged on returning.)


# %%
def by_nature(event, db):
    with db:
        db.execute("INSERT OR REPLACE INTO paid VALUES (?)", (event.id,))


# Your turn: write into `receipts` instead, which takes every row.
explore(Scenario("paid", by_nature))

# %%
reveal("06-exactly-once", picture=space_time(replay("receipts: A[ack lost]").trace))

# %%
quiz("06-key")

# %% [markdown]
# ## What must survive
#
# An acknowledgement is worth as much as the memory behind it. `eventlab.SqliteQueue` has an event
# on the disk before `put` returns: that return is the publisher's **confirmation**. And an inbox
# does not remember for ever: it is pruned, so its window must be longer than any duplicate can be
# late.

# %%
from tempfile import TemporaryDirectory

import eventlab

folder, files = TemporaryDirectory(ignore_cleanup_errors=True), count()
paid = Event("OrderPaid", {"order": 7}, id="payment-of-order-7")
eventlab.SqliteQueue(f"{folder.name}/queue.db").put(paid)
print(eventlab.SqliteQueue(f"{folder.name}/queue.db").get().event.id)  # as if after a crash
seen = eventlab.Inbox(f"{folder.name}/seen.db")
for day in (0, 1, 9):  # Your turn: remember for ten days.
    seen.clock = VirtualClock(day * 86_400)
    seen.prune(older_than=7 * 86_400)
    print("day", day, seen.once(paid, lambda event, tx: None))

# %%
quiz("06-acks")

# %% [markdown]
# ## Who knows whom
#
# The shop knows the queue and no consumer. *Enterprise Integration Patterns* calls the consumer
# with an inbox an **Idempotent Receiver**, and several on one queue **Competing Consumers**.

# %%
from eventlab.figures import class_picture, who_holds_whom

worker = eventlab.Consumer(queue, receipt, inbox=seen)  # a worker's loop, built in lesson 08
class_picture(who_holds_whom(queue=queue, worker=worker, inbox=seen), pattern="Idempotent Receiver")

# %%
quiz("06-add")

# %% [markdown]
# ## Does it hold?

# %%
import sqlite3

from eventlab.contracts.inbox import inbox as inbox_contract
from eventlab.contracts.queue import queue as queue_contract


def make(beside=None):  # an inbox, or a second one on the same file
    same_file = beside and beside.db.execute("PRAGMA database_list").fetchone()[2]
    return Inbox(sqlite3.connect(same_file or f"{folder.name}/{next(files)}.db"))


# Your turn: let `once` call `effect` behind the `with`, run its cell, and this one again.
print(queue_contract.check(lambda clock, lease, **_: Queue(clock, lease), core=True))
inbox_contract.check(make, core=True)

# %% [markdown]
# Ours accepts a late ack until the next `get`; the package's queues refuse it from the moment the
# lease is over. Theirs also take back what failed (`nack`), which is then ready at once, as the
# next attempt. After the last attempt they give up: the event becomes a **dead letter**, kept with
# all reasons, for people to look at. And they keep the order of a key, and never search all leases.

# %% [markdown]
# **In three lines.** Acknowledge before the effect, and it can be lost; after it, and it can come
# twice. Duplicates cannot be prevented, so make them harmless. Effect and mark belong in one
# transaction; anything else has a moment in between.
#
# Now prove it: [the exercises](../exercises/06_delivery.ipynb). Next is [order](07_ordering.ipynb).
# Back: [payloads](05_payloads.ipynb), or [the start](00_start_here.ipynb).
