# %% [markdown]
# # 15 Real brokers
#
# *Which guarantees change when the broker is a real one?*
#
# After this lesson you can run one handler behind RabbitMQ and Kafka, measure what it is worth on
# each of them, and say what no broker can do for you.
# [Two exercises](../exercises/15_real_brokers.ipynb) follow.

# %%
import os
import sqlite3
from tempfile import TemporaryDirectory

from eventlab import Event, Fenced
from eventlab.brokers.backends import fresh, settle
from eventlab.brokers.local import backends, kafka, open_log, open_queue, rabbitmq_url
from eventlab.course import predict, quiz
from eventlab.sim.guarantees import SCHEMA, guarantees

changes = predict("15-changes")
changes

# %% [markdown]
# ## Which brokers are here?
#
# Two variables of the environment name real ones. With them, every cell below runs on those, and
# what it makes there is deleted when the kernel ends. With Docker, `docker compose up` in the
# course's folder starts both. Without them, SQLite does for the queue. For Kafka, the client used
# here, `librdkafka`, has a stand-in, a **mock cluster**: a broker in the memory of this process,
# with the same protocol. It shows how Kafka's readers behave, and proves nothing about Kafka.

# %%
# Your turn: start both, take the two # away, restart the kernel, and run all cells again.
# os.environ["EVENTLAB_RABBITMQ"] = "amqp://guest:guest@127.0.0.1:5672/%2F"
# os.environ["EVENTLAB_KAFKA"] = "127.0.0.1:9092"
print("RabbitMQ:", "a real one" if rabbitmq_url() else "none, so SQLite")
print("Kafka:", "a stand-in" if kafka().is_mock else "a real one")

# %% [markdown]
# ## The handler stays
#
# The consumer of [lesson 06](06_delivery.ipynb): effect and mark in one transaction, then `ack`. It
# knows no broker. Put your own in its place, as you wrote it there.


# %%
def book(event, db, ack):  # Your turn: your consumer, unchanged.
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            row = event.id, event.data["customer"], event.data["amount"]
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
    ack()


# %% [markdown]
# What differs is who calls it, and what `ack` means. A queue lends an event, and `ack` takes *this*
# one out. A log keeps its records, handled or not. All that can be said there is a place:
# everything before this offset is done. So `ack` commits the offset of the **next** record.


# %%
def from_queue(queue, handle, db):
    while delivery := queue.get():
        handle(delivery.event, db, lambda it=delivery: queue.ack(it))


def from_log(member, handle, db):
    for record in member.poll():
        place = record.partition, record.offset + 1
        handle(record.event, db, lambda place=place: member.commit(*place))


# %%
quiz("15-later")

# %% [markdown]
# ## A queue that pushes
#
# RabbitMQ **pushes**: a consumer subscribes, and events come by themselves, until as many as its
# *prefetch* allows are not acknowledged: the credit of [lesson 11](11_under_the_hood.ipynb). What
# is pushed ahead is lent, and nobody else gets it. Twelve payments, and two consumers: how many are
# left for the second? (SQLite does not push; taking as many at once has the same end.)

# %%
home, name, ahead = TemporaryDirectory(ignore_cleanup_errors=True), fresh("payments"), 10
paid = [Event("OrderPaid", {"customer": "ada", "amount": n}, id=f"{n}") for n in range(24)]
busy, idle = open_queue(name, home.name, ahead=ahead), open_queue(name, home.name)
busy.put_many(paid[:12])
held = busy.get_many(ahead)  # Your turn: let `ahead` be 1.
left = idle.get_many(12)
print("left for the second:", len(left))

# %%
db = sqlite3.connect(":memory:")
db.executescript(SCHEMA)
busy.close()  # both processes end, and have acknowledged nothing
idle.close()  # Your turn: let `idle` put paid[12] before it ends. What is booked?
queue = open_queue(name, home.name)
from_queue(queue, book, db)
print("booked:", db.execute("SELECT count(*) FROM ledger").fetchone()[0])

# %% [markdown]
# With RabbitMQ all twelve are booked at once: the **connection is the lease**, and when it ends,
# everything goes back to its place. Ours is a *quorum queue*, which counts the returns: what came
# back too often goes to the dead letters; if the queue names none, it is dropped. SQLite knows of
# no connections: there they come back when the lease is over, and nothing is booked yet.

# %% [markdown]
# ## A log that is pulled
#
# A log is called a **topic** in Kafka. Its consumers **pull**: they ask when they have time, and
# for as much as they want. Twelve payments of six orders, the order as the key.

# %%
log, placed = open_log(fresh("payments")), []  # four partitions


def append(events):
    for number, event in enumerate(events):
        key = f"order-{number % 6}"
        partition, _ = log.append(event, key=key)
        placed.append((key, partition))


append(paid[:12])
first = log.join("billing")
some = first.poll(2)  # Your turn: poll 5. What becomes of the lag?
print("polled", len(some), "- lag", sum(log.lag("billing").values()))

# %% [markdown]
# Polling takes nothing out and promises nothing. The **lag** counts what is not committed.
#
# ## A second reader comes
#
# The first one leaves and joins again, so it begins at the committed offsets, and books all twelve.
# Then a second one joins. The group shares the partitions anew, a **rebalance**: Kafka asks the old
# owner to hand some over, and hears its answer at its next heartbeat. For that you wait here.

# %%
from eventlab.figures import Moving, Slider, partition_picture, seen_state

first.leave()
first, states = log.join("billing"), []


def look(**members):
    states.append(seen_state(log, "billing", placed, **members))


look(first=first)
from_log(first, book, db)
look(first=first)

# %%
second = log.join("billing")
settle(log, first, second)  # both listen, until each has its share
look(first=first, second=second)
append(paid[12:])  # Your turn: append them before the second one joins.
look(first=first, second=second)
from_log(second, book, db)
look(first=first, second=second)
print(len(first.partitions), "and", len(second.partitions), "partitions")
try:
    first.commit(second.partitions[0], 0)  # the owner of a moment ago
except Fenced as refused:
    print("Fenced:", str(refused).partition(" of ")[2])

# %% [markdown]
# The five moments of this run, as the readers saw them. When does a partition change hands? And
# who reads what the first one leaves lying at the end?

# %%
Moving(lambda moment: partition_picture(states[moment - 1]), moment=Slider(1, 5))

# %% [markdown]
# Nobody else, as long as it is a member: in a **consumer group** a partition has one reader. That
# keeps the order of its keys, and it is the limit. A fifth member would have nothing to do. Kafka's
# **share groups** lend single records, as a queue does: they drop that limit, and the order too.

# %%
quiz("15-fifth")

# %% [markdown]
# ## What is it worth?
#
# Not what the manuals say: what happens. `book` works on each backend that runs here. Six confirmed
# payments, and then one of three faults. *Two at once:* the second of two consumers is quicker.
# *Consumer dies:* between effect and `ack`, and its successor right after an `ack`. *Broker dies:*
# it is killed with five of them. The simulator's checkers judge the rows that are in the ledger in
# the end: are any **lost, doubled or out of order**?

# %%
found = guarantees(backends(home.name), book)  # Your turn: a handler without a mark.
found

# %%
changes.settle(found.differ())

# %% [markdown]
# The stand-in loses what it had, like every memory. A notebook kills no real broker: *not tried*.
# The course's tests do: RabbitMQ and Kafka may lose no payment. SQLite's broker is a file.
#
# ## It breaks: the place of the `ack`
#
# RabbitMQ's `auto_ack` means: done, once it is sent. With `enable.auto.commit`, its default,
# `librdkafka` commits every five seconds what it has handed out, handled or not. (Java's client
# waits for the next poll.) Both can be this:


# %%
def ack_first(event, db, ack):
    ack()  # Your turn: move it to the end. What happens in place of the loss?
    with db:
        db.execute("INSERT INTO ledger VALUES (?, 'ada', 5)", (event.id,))


on_disk = backends(home.name)[1]
guarantees([on_disk], ack_first)

# %% [markdown]
# The file was durable, and a payment is lost all the same. **Acks prevent loss only with durable
# storage, publisher confirms, and an ack after the effect.** Without the first, `MemoryQueue` lost
# what it had. A **confirm** (lesson 06: *confirmation*) is the broker's answer to the publisher:
# without it, an event may never have arrived. `put` and `append` return only when it is there.
#
# It does not mean the same everywhere. From a quorum queue: a majority of its nodes has the event
# on disk. From Kafka, with `acks=all`: all replicas that keep up have it in memory. How few those
# may be, `min.insync.replicas` says: by default, one. What outlives a power cut is the copies
# elsewhere, and one broker alone has none.

# %%
quiz("15-auto")

# %% [markdown]
# ## Exactly once?
#
# Kafka does have exactly-once *processing*: it reads from topics, writes to topics and commits its
# offsets in one transaction. Effect and record live inside one system, as in `book`. Outside of it,
# a mail or a row in *your* database needs its own idempotency.

# %%
quiz("15-once")

# %% [markdown]
# ## Who knows whom
#
# `from_log` is an **Adapter**: it turns records and offsets into what the handler was written for.


# %%
from eventlab.figures import class_picture, who_holds_whom


def worker(adapter, source, handle):
    return lambda: adapter(source, handle, db)


before = who_holds_whom(worker=worker(from_queue, queue, book), queue=queue, book=book)
ported = worker(from_log, first, book)  # Your turn: add `second` and its worker to the picture.
after = who_holds_whom(worker=ported, member=first, book=book)
class_picture(before, after, pattern="Adapter")

# %%
quiz("15-add")

# %% [markdown]
# ## As one would ship it
#
# You would not write the loop yourself. With FastStream, a framework for both brokers:
#
# ```python
# broker = RabbitBroker("amqp://guest:guest@localhost:5672/")
#
# @broker.subscriber("payments", ack_policy=AckPolicy.NACK_ON_ERROR)
# async def paid(payment: OrderPaid) -> None:
#     await book(payment)
# ```
#
# It acknowledges when the function returns, and hides what this course has taught. So know its
# defaults, here of version 0.6: for RabbitMQ a failed message is rejected, and goes to the dead
# letters or nowhere. For Kafka, offsets are committed automatically, as in `ack_first`.

# %% [markdown]
# ## Does it hold?

# %%
found.never("lost", "doubled", when="consumer dies")
first.leave()
second.leave()  # Your turn: run the table with `ack_first`, and this cell again.

# %% [markdown]
# **In three lines.** The handler stays, its adapter changes: a queue takes back one event, a log
# goes back to a place. Effect and mark in one transaction, then the ack: when a consumer dies, that
# neither loses nor doubles on any of them. Durability and order are the backend's: measure them.
#
# Now port it: [the exercises](../exercises/15_real_brokers.ipynb). Back:
# [the capstone](14_capstone_social_feed.ipynb), [delivery](06_delivery.ipynb),
# [ordering](07_ordering.ipynb), [the start](00_start_here.ipynb).
