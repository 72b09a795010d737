# %% [markdown]
# # 06 Delivery
#
# *The consumer died. Was its event handled, or not?*
#
# After this lesson you can say when an event is lost and when it is handled twice; build a queue
# that lends its events instead of giving them away; and write a consumer that has its effect once,
# and prove it. [Two exercises](../exercises/06_delivery.ipynb) follow.

# %%
import heapq
import sqlite3
from itertools import count

from eventlab import Event, SystemClock, VirtualClock
from eventlab.course import method_of, predict, quiz, reveal
from eventlab.queue import DeadLetter, Delivery, StaleDelivery

twice = predict("06-twice")
twice

# %% [markdown]
# ## A queue lends
#
# A bus calls its handlers, and what it has not delivered dies with its process. A **queue** keeps
# events until somebody fetches them. If fetching took the event out, it would be gone with a
# consumer that dies over it. So `get` only lends it: a **lease**. Who is done **acknowledges**, and
# only then does the event leave. The receipt proves which delivery is meant.


# %%
class Queue:
    def __init__(self, lease=30.0, max_attempts=5, clock=None):
        self.lease, self.max_attempts = lease, max_attempts  # seconds; deliveries
        self.clock, self.places = clock or SystemClock(), count()
        self.ready, self.leased, self.dead = [], {}, []

    def put(self, event):
        heapq.heappush(self.ready, (next(self.places), event, ()))

    def sweep(self):
        pass  # its turn comes


# %%
@method_of(Queue)
def get(self):
    self.sweep()
    if not self.ready:
        return None
    place, event, reasons = heapq.heappop(self.ready)  # the first that was put
    receipt = object()  # equal to nothing else
    self.leased[receipt] = (place, event, reasons), self.clock.now() + self.lease
    return Delivery(event, attempt=len(reasons) + 1, receipt=receipt)


@method_of(Queue)
def ack(self, delivery):
    self.sweep()
    if self.leased.pop(delivery.receipt, None) is None:
        raise StaleDelivery(delivery)


# %%
queue = Queue()
for id in ("A", "B"):
    queue.put(Event("OrderPaid", id=id))
first, second = queue.get(), queue.get()
queue.ack(second)
# Your turn: acknowledge the second one again.
first.event.id, first.attempt, len(queue.ready), len(queue.leased)

# %% [markdown]
# A consumer that cannot do its work gives the event back: a **nack**, with the reason. An event
# that has failed too often must not fail for ever. It becomes a **dead letter**, which a person can
# read.


# %%
@method_of(Queue)
def nack(self, delivery, reason=""):
    self.sweep()
    if delivery.receipt not in self.leased:
        raise StaleDelivery(delivery)
    self.give_back(delivery.receipt, reason)


@method_of(Queue)
def give_back(self, receipt, reason):
    (place, event, reasons), _ = self.leased.pop(receipt)
    reasons += (reason,)
    if len(reasons) < self.max_attempts:
        heapq.heappush(self.ready, (place, event, reasons))  # it keeps its place
    else:
        self.dead.append(DeadLetter(len(self.dead), event, len(reasons), reasons))


@method_of(Queue)
def dead_letters(self):
    yield from self.dead


# %%
queue = Queue(max_attempts=2)
queue.put(Event("OrderPaid", id="A"))
for reason in ("no paper", "no ink"):  # Your turn: take one out.
    queue.nack(queue.get(), reason)
queue.get(), [letter.reasons for letter in queue.dead_letters()]

# %% [markdown]
# ## It breaks: nobody answers
#
# A worker whose machine loses power sends neither ack nor nack. Its event would stay on loan for
# ever. So a lease ends: when it **runs out**, the event is ready again, and the old receipt is
# worth nothing. That is all that `sweep` has to do.


# %%
@method_of(Queue)
def sweep(self):
    now = self.clock.now()
    for receipt, (_, due) in list(self.leased.items()):
        if due <= now:
            self.give_back(receipt, "the lease ran out")


# %% [markdown]
# Now the bet. The worker loses power between its receipt and its ack. A virtual clock makes half
# a minute pass at once.


# %%
def work(dies):
    delivery = queue.get()
    receipts.append(delivery.event.id)
    if not dies:
        queue.ack(delivery)


clock, receipts = VirtualClock(), []
queue = Queue(clock=clock)
queue.put(Event("OrderPaid", id="A"))
work(dies=True)
clock.advance(31)
work(dies=False)
twice.settle(len(receipts))

# %% [markdown]
# Who acknowledges *after* the effect can have it twice: **at least once**. Who acknowledges before
# it can lose it: **at most once**. Is there a place for the ack that has neither fault?
#
# ## It breaks: everywhere
#
# A common remedy is to mark what was done. Here are four consumers. `seen` is storage that
# survives a crash, `mail` is the effect.


# %%
def ack_first(event, mail, ack):
    ack()
    mail.send(event.id)


def effect_first(event, mail, ack):
    mail.send(event.id)
    ack()


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
# acknowledged, and counts the effects. Fill in what you expect.

# %%
from eventlab.figures import Choice, Moving, Slider, crash_picture, space_time
from eventlab.sim import Scenario, crash_matrix, explore, replay

strategies = {
    "ack, effect": ack_first,
    "effect, ack": effect_first,
    "mark, effect, ack": mark_first,
    "effect, mark, ack": mark_last,
}
matrix = crash_matrix(strategies)
# Your turn: how many effects, for each crash from left to right?
guess = {"ack, effect": (1, 1, 1), "mark, effect, ack": (1, 1, 1, 1)}
crash_picture(matrix, guess=guess)

# %%
right = [name for name, effects in matrix.effects.items() if {*effects} == {1}]
which.settle(right)


# %% [markdown]
# Watch each of these runs. The last step of a row is a crash after everything.


# %%
def run(strategy, crash):
    row = matrix.rows[strategy]
    line = row[min(crash, len(row)) - 1].line
    return space_time(replay(line[len('replay("') : -len('")')]).trace)


Moving(run, strategy=Choice(*strategies), crash=Slider(1, 4))

# %%
quiz("06-three-steps")

# %% [markdown]
# ## The mend: one transaction
#
# Two steps always have a moment between them. So there must be one step: the effect and the mark in
# **one transaction**. This works where the effect is a row in the same database. (It does not
# reach a mail server; lesson 08 does.)


# %%
def transaction(event, db, ack):
    with db:  # all of it or nothing
        row = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
        if row.rowcount:
            db.execute("INSERT INTO receipts VALUES (?)", (event.id,))
    ack()


# Your turn: put ack_first, effect_first or mark_last in its place.
explore(Scenario("receipts", transaction))

# %% [markdown]
# That was no sample. It was *every* order in which three events can come once or twice, with
# a crash at every call. A wrong consumer is answered with a smallest schedule that breaks it, and
# a line that replays it. At-least-once delivery, and a consumer to which duplicates do nothing:
# that is **effectively once**. Such a consumer is called **idempotent**.

# %%
explore(Scenario("wrong", mark_last)).failure

# %%
lost_ack = replay("receipts: A[ack lost]").trace
reveal("06-exactly-once", picture=space_time(lost_ack))

# %% [markdown]
# ## An inbox
#
# Nobody wants to write that transaction in every handler. An **inbox** is the record, and lends
# its transaction. An event is known by its source and id together, never by its content: two
# equal orders are two orders.


# %%
class Inbox:
    def __init__(self, path):
        self.path, self.db = path, sqlite3.connect(path)
        self.db.execute("CREATE TABLE IF NOT EXISTS inbox (source, id, PRIMARY KEY (source, id))")

    def once(self, event, effect):
        with self.db as tx:
            key = event.source, event.id
            row = tx.execute("INSERT OR IGNORE INTO inbox VALUES (?, ?)", key)
            if row.rowcount:
                effect(event, tx)
            return bool(row.rowcount)


# %%
def book(event, tx):
    tx.execute("INSERT INTO booked VALUES (?)", (event.id,))


inbox = Inbox(":memory:")
inbox.db.execute("CREATE TABLE booked (id)")
paid = Event("OrderPaid", {"order": 7}, id="payment-of-order-7")
# Your turn: publish again with a new id, as a careless publisher would on each retry.
again = Event("OrderPaid", {"order": 7}, id="payment-of-order-7")
[inbox.once(event, book) for event in (paid, again)], inbox.db.execute(
    "SELECT * FROM booked"
).fetchall()

# %%
quiz("06-key")

# %% [markdown]
# ## What is remembered, and how long
#
# The record would grow for ever, so it is pruned: its window is finite, and must be longer than any
# duplicate can be late. And whoever remembers must survive. `eventlab.Inbox` prunes, and
# `eventlab.SqliteQueue` is on the disk before `put` returns: that return is the publisher's
# **confirmation**.

# %%
from tempfile import TemporaryDirectory

import eventlab

folder = TemporaryDirectory(ignore_cleanup_errors=True)
clock = VirtualClock()
seen = eventlab.Inbox(f"{folder.name}/seen.db", clock=clock)
told = []
for days_late in (0, 1, 8):  # Your turn: prune after 10 days.
    clock.advance(days_late * 86_400)
    seen.prune(older_than=7 * 86_400)
    told.append(seen.once(paid, lambda event, tx: None))
eventlab.SqliteQueue(f"{folder.name}/queue.db").put(paid)
told, eventlab.SqliteQueue(f"{folder.name}/queue.db").get().event.id

# %% [markdown]
# `True`: it took effect. Eight days late, the duplicate took effect once more. The queue's event was
# found by another object that opened the file, as after a crash.

# %%
quiz("06-acks")

# %% [markdown]
# ## Who knows whom
#
# The shop knows the queue and no consumer. The consumer knows the queue, its handler, and now an
# inbox. *Enterprise Integration Patterns* calls it an **Idempotent Receiver**.

# %%
from eventlab.figures import class_picture, who_holds_whom

queue = eventlab.MemoryQueue()
plain = eventlab.Consumer(queue, print)
once = eventlab.Consumer(queue, book, inbox=seen)
class_picture(
    who_holds_whom(queue=queue, consumer=plain),
    who_holds_whom(queue=queue, consumer=once, inbox=seen),
    pattern="Idempotent Receiver",
)

# %%
quiz("06-add")

# %% [markdown]
# ## Does it hold?

# %%
from eventlab.contracts.inbox import inbox as inbox_contract
from eventlab.contracts.queue import queue as queue_contract

names = count()


def make(beside=None):
    return Inbox(beside.path if beside else f"{folder.name}/{next(names)}.db")


# Your turn: let `once` call `effect` outside the `with`, run that cell, and this one again.
print(queue_contract.check(Queue, core=True))
inbox_contract.check(make, core=True)

# %% [markdown]
# The package's queues add delays, keys, batches and longer leases for slow work, and never look at
# every lease to find those that are over. Its inbox keeps several consumers apart and guards the
# transaction against its handler.
#
# **In three lines.** Acknowledge before the effect, and it can be lost; after it, and it can come
# twice. Duplicates cannot be prevented, so make them harmless. Effect and mark belong in one
# transaction; everything else has a moment in between.
#
# Now prove it: [the exercises](../exercises/06_delivery.ipynb). Back to
# [the event bus](03_event_bus.ipynb), or to [the start](00_start_here.ipynb).
