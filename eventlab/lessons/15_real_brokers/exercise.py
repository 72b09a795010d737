# %% [markdown]
# # Exercises: real brokers
#
# Two tasks. In the first you say which offsets may be committed; in the second you port the
# consumer of lesson 06 to a log, kill it, and look. Everything that you need stands in
# [lesson 15](../notebooks/15_real_brokers.ipynb) and [lesson 06](../notebooks/06_delivery.ipynb).
#
# `check` uses a log in memory, with Kafka's rules, and crashes your code wherever that makes a
# difference. Afterwards you run the same code on Kafka, if it is named as in the lesson, or on the
# stand-in.

# %%
import sqlite3

from eventlab import Event, Fenced
from eventlab.brokers.backends import fresh, settle
from eventlab.brokers.local import open_log
from eventlab.course import check, hint, solution
from eventlab.log import Record

# %% [markdown]
# ## 1. Which offsets may be committed?
#
# A member has polled `records`, in the order of their offsets within each partition, and has tried
# to handle every one. `failed` is the list of those whose handling has raised. Return a dict: for
# each partition the offset to commit.
#
# - A commit says that everything *before* its offset is done. What failed must be polled again,
#   and so must all that stands behind it in its partition.
# - A partition that has nothing to commit is not in the dict.
# - The partitions do not wait for each other. A poll can begin at any offset.
# - Offsets can be missing: where a topic is *compacted*, Kafka keeps the newest record of each key
#   and removes older ones.


# %%
def offsets(records, failed):
    """Return for each partition the offset that may be committed."""
    # SOLUTION
    found, stopped = {}, set()
    for record in records:
        if record in failed:
            stopped.add(record.partition)
        if record.partition not in stopped:
            found[record.partition] = record.offset + 1
    return found
    # STUB
    # raise NotImplementedError
    # END


# %%
check("15-offsets", offsets)

# %% [markdown]
# Or try it by hand. Which of these three may be committed?

# %%
three = [Record(Event("OrderPaid", id=id), 0, n) for n, id in enumerate("ABC", start=7)]
# SOLUTION
offsets(three, failed=three[1:2])
# STUB
# # offsets(three, failed=three[1:2])
# END

# %% [markdown]
# ## 2. The consumer of lesson 06 on a log
#
# Write `consume(member, db)`. It polls **once**, handles what it got, and returns. Each `OrderPaid`
# becomes one row in `ledger`: its id, and from its data the `"customer"` and the `"amount"`.
#
# - The shop sends a payment again when it has heard nothing, with the same id. Your process may die
#   at every call. Each payment is booked once all the same. Only `db` outlives the process.
# - A payment without an `"amount"` cannot be booked. Nobody would give it back to you later, so put
#   its id into the table `refused`, once, and go on: it must not hold up its partition.
# - `member.commit(partition, offset)` raises `Fenced` when the partition has gone to another
#   member. That one reads on from the committed offset, so leave the rest of this partition to it,
#   and go on with the others. After a later poll it can be yours again.
# - Let every other error out, and leave no transaction open. What was not booked is neither
#   committed nor refused.
#
# Keep the names of the parameters: by them the simulator knows what to hand in.

# %%
SCHEMA = (
    "CREATE TABLE seen (id TEXT PRIMARY KEY);"
    "CREATE TABLE ledger (id TEXT, customer TEXT, amount INTEGER);"
    "CREATE TABLE refused (id TEXT);"
)


# %%
def consume(member, db):
    """Handle what one poll brings: each payment once, whatever happens."""
    # SOLUTION
    gone = set()
    for record in member.poll():
        if record.partition in gone:
            continue
        event, amount = record.event, record.event.data.get("amount")
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                if amount is None:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
                else:
                    row = event.id, event.data["customer"], amount
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
        try:
            member.commit(record.partition, record.offset + 1)
        except Fenced:
            gone.add(record.partition)
    # STUB
    # raise NotImplementedError
    # END


# %%
check("15-port", consume)

# %% [markdown]
# ## Kill it, and look
#
# Six payments on Kafka, or on the stand-in. `Killed` is a power cut: no `except Exception` catches
# it. It strikes at the third commit, with the booking done and the offset not committed.


# %%
class Killed(BaseException):
    pass


class Doomed:
    def __init__(self, member):
        self.member, self.poll, self.commits = member, member.poll, 0

    def commit(self, partition, offset):
        self.commits += 1
        if self.commits == 3:
            raise Killed
        self.member.commit(partition, offset)


# %%
db = sqlite3.connect(":memory:")
db.executescript(SCHEMA)
log = open_log(fresh("payments"))  # four partitions
for number in range(6):
    event = Event("OrderPaid", {"customer": "ada", "amount": number}, id=f"payment-{number}")
    log.append(event, key=f"order-{number}")


def look():
    rows = db.execute("SELECT count(*), count(DISTINCT id) FROM ledger").fetchone()
    return f"rows {rows[0]}, payments {rows[1]}, lag {sum(log.lag('billing').values())}"


# %% [markdown]
# How many rows will there be after the crash, and how far behind is the group? Then its successor
# goes on. With a consumer that commits once at the end, the numbers in between are others.

# %%
# SOLUTION
member = log.join("billing")
settle(log, member)  # until the group has given it all partitions
try:
    consume(Doomed(member), db)
except Killed:
    db.rollback()  # what was not committed dies with the connection
print("killed:", look())
member.leave()
successor = log.join("billing")
settle(log, successor)
consume(successor, db)
print("its successor:", look())
successor.leave()
# STUB
# # member = log.join("billing")
# # settle(log, member)  # until the group has given it all partitions
# # try:
# #     consume(Doomed(member), db)
# # except Killed:
# #     db.rollback()  # what was not committed dies with the connection
# # print("killed:", look())
# # member.leave()
# # successor = log.join("billing")
# # settle(log, successor)
# # consume(successor, db)
# # print("its successor:", look())
# # successor.leave()
# END

# %% [markdown]
# ## Where to go on
#
# *Brokers:* read the manuals of RabbitMQ and Kafka with the questions of this lesson.
# *Microservices:* Richardson's *Microservices Patterns*; for what lies below them, Kleppmann's
# *Designing Data-Intensive Applications*. *Reactive programming:* take a library of Reactive
# Streams, and find the demand and the operators of
# [lesson 12](../notebooks/12_myths_and_pitfalls.ipynb) in it.

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("15-port")` shows one way to do it. It is not the only one.

# %%
hint("15-port")
