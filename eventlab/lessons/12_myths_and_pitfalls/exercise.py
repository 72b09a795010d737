# %% [markdown]
# # Exercises: myths and pitfalls
#
# Three programs to mend, and five cases to decide. Everything that you need stands in
# [lesson 12](../notebooks/12_myths_and_pitfalls.ipynb) and in those that it looks back to.
#
# `check` delivers early, late, twice and in any order, and crashes your code wherever that makes a
# difference. When it breaks, you see the smallest schedule that breaks it.

# %%
from datetime import UTC, datetime

from eventlab import Event
from eventlab.course import check, hint, quiz, solution
from eventlab.sim import crash_matrix

# %% [markdown]
# ## 1. A program that relies on the order
#
# `book` is a dict that outlives the process; one process at a time uses it. Each `AddressChanged`
# has a `customer`, an `address`, and a `version` that counts the changes of this customer: 1, 2, 3.
# This program keeps what comes last.


# %%
def as_it_comes(event, book):
    book[event.data["customer"]] = event.data["version"], event.data["address"]


def moved(version, id, second):
    data = {"customer": "ada", "version": version, "address": f"{id} street"}
    time = datetime(2026, 1, 1, 12, 0, second, tzinfo=UTC)
    return Event("AddressChanged", data, id=id, time=time)


changes, book = [moved(1, "old", second=5), moved(2, "new", second=2)], {}
for event in reversed(changes):
    as_it_comes(event, book)
book

# %% [markdown]
# The old address has come late, and stays. A usual remedy: *use the ids or the timestamps*. By
# themselves they give no order. An id is the same or another one. And a time is that of some clock:

# %%
sorted((event.time.second, event.id) for event in changes)  # by time, the last one is the newest?

# %% [markdown]
# Mend the program with what does tell: the version. The newest address that has come is in the book
# at once, also while one before it is missing; what is late or a duplicate changes nothing, and is
# no error.
# The entry stays a pair of version and address, for others read it. Keep the parameters' names.


# %%
def keep(event, book):
    """Keep the newest address of each customer."""
    # SOLUTION
    customer, version = event.data["customer"], event.data["version"]
    if version > book.get(customer, (0, ""))[0]:
        book[customer] = version, event.data["address"]
    # STUB
    # book[event.data["customer"]] = event.data["version"], event.data["address"]
    # raise NotImplementedError  # take this line out when you have mended the one above
    # END


# %%
check("12-newest", keep)

# %% [markdown]
# In lesson 07 *highest wins* was wrong, for there each change was a step that had to be taken. Here
# each carries the whole state, so that an old one is of no use any more.
#
# ## 2. A program with an unclear payload
#
# This one is mended in its card. Your lines are run apart from this notebook.

# %%
quiz("12-unclear")

# %% [markdown]
# ## 3. A program that ignores duplicates
#
# Each `Sold` takes `pieces` of an `item` out of the stock, also where that falls below zero, for
# they are sold. `db` is an `sqlite3` connection to these tables, and several processes have one.
# What returns without an error is acknowledged.
#
# ```sql
# CREATE TABLE seen (id TEXT PRIMARY KEY);
# CREATE TABLE stock (item TEXT PRIMARY KEY, pieces INTEGER);
# ```
#
# The program has a single statement, an UPDATE, and takes the pieces again with each duplicate. A
# usual remedy has three steps: *check whether the id was processed; have the effect; mark the id.*
# Run it and crash it everywhere (here a mail is the effect, and `seen` a set that survives):


# %%
def three_steps(event, seen, mail, ack):
    if event.id not in seen:
        mail.send(event.id)
        seen.add(event.id)
    ack()


crash_matrix({"check, effect, mark": three_steps})

# %% [markdown]
# After the effect and before the mark it dies, and the effect comes twice. Three steps are not
# *atomic*, in whatever order. Mend the program below so that each sale counts once.


# %%
def take(event, db):
    """Take what was sold out of the stock, once."""
    # SOLUTION
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            sold = event.data["pieces"], event.data["item"]
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
    # STUB
    # with db:
    #     sold = event.data["pieces"], event.data["item"]
    #     db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
    # raise NotImplementedError  # take this line out when you have mended those above
    # END


# %%
check("12-stock", take)

# %% [markdown]
# ## 4. Event, queue or plain call?
#
# Decide five cases. Answer with one word:
#
# - `"call"`: a function is called, and what it returns is there when it returns.
# - `"event"`: a fact is published on a bus, in this process. Whoever has subscribed is called.
# - `"queue"`: it is put into a queue, which keeps it for one of its workers. That one need not be
#   there yet.
#
# `check` makes each choice in a small shop and tells what comes of it.


# %%
def choose(case):
    """Return the word for a case."""
    # SOLUTION
    answers = {
        "the page shows what the delivery will cost": "call",
        "the checkout saves the order with one function, and nobody else cares": "call",
        "money leaves one account and reaches another, in one database": "call",
        "stock, mail and points each react to an order, and others will": "event",
        "a letter for each order is printed by a machine that is off at night": "queue",
    }
    # STUB
    # answers = {
    #     "the page shows what the delivery will cost": "...",
    #     "the checkout saves the order with one function, and nobody else cares": "...",
    #     "money leaves one account and reaches another, in one database": "...",
    #     "stock, mail and points each react to an order, and others will": "...",
    #     "a letter for each order is printed by a machine that is off at night": "...",
    # }
    # if "..." in answers.values():
    #     raise NotImplementedError
    # END
    return answers[case]


# %%
check("12-choose", choose)

# %% [markdown]
# Larger designs mix them: a checkout calls for the price, commits the order with an outbox, and
# from there it is an event, for which each reaction has a queue of its own.
#
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("12-stock")` shows one way to do it. It is not the only one.

# %%
hint("12-stock")
