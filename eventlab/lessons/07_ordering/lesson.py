# %% [markdown]
# # 07 Ordering
#
# *In which order are events handled, and who sees to that?*
#
# After this lesson you can say what keeps an order, build a log that keeps that of each key, and
# write a handler that survives the wrong one. [Exercises](../exercises/07_ordering.ipynb) follow.

# %%
import zlib
from collections import Counter, defaultdict  # dicts that make what is missing

from eventlab import Event, figures
from eventlab.contracts.log import log as contract
from eventlab.course import method_of, predict, quiz, reveal
from eventlab.log import Fenced, Record  # an error, and an event with its place

as_sent = predict("07-as-sent")
as_sent

# %% [markdown]
# ## Two workers
#
# Three things happen to order 7, and are put into one queue. It hands them out in the order of
# `put`. What matters is when a worker is *done*: `work` lets a virtual clock run, and records it.

# %%
from eventlab.figures import Moving, Slider, partition_growth, space_time
from eventlab.sim import Scenario, effects_per_intent, explore, in_order_by_key, work

changes = [
    Event("OrderChanged", {"order": 7, "version": number}, id=id)
    for number, id in enumerate(["placed", "paid", "shipped"], start=1)
]
two = work(changes, slow=9, quick=1)  # Your turn: let both take 1 second for an event.
as_sent.settle([s.label for s in two.steps if s.kind == "ack"], picture=space_time(two))

# %% [markdown]
# Then one worker is enough? Let the payment fail at first: it comes again five seconds later.

# %%
work(changes, fails=["paid"], only=1).title  # Your turn: let another one fail, or none.

# %% [markdown]
# So concurrency breaks the order of a queue, and so does redelivery. Most systems need both.

# %%
reveal("07-always", picture=space_time(two))

# %% [markdown]
# ## What gives no order
#
# Many sort by the events' times. Here the clock of the payments' machine is four seconds behind.

# %%
behind = {"placed": 0, "paid": 4, "shipped": 0}  # Your turn: from which error on does it matter?
sorted((second - behind[change.id], change.id) for second, change in enumerate(changes, start=10))

# %% [markdown]
# Paid before it was placed. Clocks of two machines always differ a little, and an id says no more:
# most are random, or made from such a clock. And even with perfect clocks, who has two events in
# hand cannot see whether a third one, from between them, is still on its way.

# %%
quiz("07-stamps")

# %% [markdown]
# ## The mend: a key
#
# Hardly anybody needs the order of *all* events. What belongs together, such as all about order 7,
# gets the same **key**. A queue that knows the key lends one event of it at a time: the next waits
# until this one is acknowledged. Show a whole trace, without `.title`: what does that cost?

# %%
print(work(changes, key="order-7", slow=9, quick=1).title)  # Your turn: without `.title`.
print(work(changes, key="order-7", fails=["paid"], only=1).title)

# %% [markdown]
# That is one way. The other one: divide the events into **partitions**, by key, each with one
# reader. All who append must find the same partition, in every process. So Python's own `hash` will
# not do: each process salts it anew. A checksum is the same everywhere, if all use the same one.


# %%
def partition_of(key, partitions):
    return zlib.crc32(key.encode()) % partitions


[partition_of(f"order-{n}", 4) for n in range(10)]  # Your turn: use hash(key), restart, compare.

# %% [markdown]
# ## A log
#
# In a **log**, reading takes nothing out: each event gets the next **offset** of its partition, and
# stays. Who reads keeps a place. The partitions are dealt like cards to the members of a **group**.
# Each *polls* its own, and **commits** how far it has come: there the next owner of one begins.


# %%
class Group:
    def __init__(self):
        self.members, self.committed, self.generation = [], Counter(), 0


# %%
class Log:
    def __init__(self, partitions):
        self.partitions = [[] for _ in range(partitions)]
        self.groups = defaultdict(Group)

    def append(self, event, *, key=""):
        number = partition_of(key, len(self.partitions))
        offset = len(self.partitions[number])
        self.partitions[number].append(Record(event, number, offset, key))
        return number, offset

    def join(self, group):
        return Member(self, self.groups[group])


Log(4).append(changes[0], key="order-7")  # Your turn: find a key that goes to partition 3.


# %%
class Member:
    def __init__(self, log, group):
        self.log, self.group, self.generation = log, group, None
        group.members.append(self)
        group.generation += 1

    def leave(self):
        self.group.members.remove(self)
        self.group.generation += 1

    def commit(self, partition, offset):
        self.group.committed[partition] = offset


# %%
@method_of(Member)
def poll(self, limit=500):
    if self.generation != self.group.generation:  # somebody came or went: share anew
        self.generation, members = self.group.generation, self.group.members
        mine = range(members.index(self), len(self.log.partitions), len(members))  # like cards
        self.places = {number: self.group.committed[number] for number in mine}
    found = []
    for number, place in self.places.items():
        found += self.log.partitions[number][place : place + limit - len(found)]
    self.places |= {record.partition: record.offset + 1 for record in found}
    return found


# %%
log = Log(4)
members = {name: log.join(name[:-2]) for name in ("billing 1", "billing 2", "mail 1")}
for change in changes:
    for key in ("order-7", "order-8"):
        log.append(change, key=key)
# Your turn: add a "billing 3". Who gets what?
{name: [(r.key, r.event.id) for r in member.poll()] for name, member in members.items()}

# %% [markdown]
# Within a group each order has one reader. Its events stay in order while that one takes them one
# by one; putting one aside for later gives it up. Between keys there is none. A reader more than
# there are partitions is idle. This is how [Kafka](15_real_brokers.ipynb) works with consumer
# groups, which pull as ours do; share groups drop that limit, and the order too.

# %%
quiz("07-whose")

# %% [markdown]
# ## It breaks: back from the dead
#
# A member polls, and its machine goes to sleep. The group waits, takes it out, and another one
# does all the work. Then the first one wakes up, and commits the little that it had done.


# %%
small = Log(1)
for change in changes:
    small.append(change, key="order-7")
old, spare = small.join("billing"), small.join("billing")
old.poll(1)  # one is handled, and then it sleeps:
old.leave()  # the group takes it out
spare.commit(0, spare.poll()[-1].offset + 1)
old.commit(0, 1)  # Your turn: swap this line and the one above. Is all well then?
f"the next owner reads on from offset {small.groups['billing'].committed[0]}"

# %% [markdown]
# All three were handled, and two will be handled again. To ask who owns the partition now is not
# enough: it may have gone to another one and come back. But whenever somebody comes or goes, a new
# **generation** begins. Who commits in an old one is **fenced** off.


# %%
@method_of(Member)
def commit(self, partition, offset):
    if self.generation != self.group.generation:
        raise Fenced("a new generation has begun: what you polled before it is not yours")
    self.group.committed[partition] = offset


contract.check(Log, only=["replaced_is_fenced"])  # Your turn: run the cell above again.

# %% [markdown]
# The fence guards the log alone: a mail that the sleeper sends on waking goes out all the same.
#
# ## It breaks: one partition more
#
# With four partitions, four members can share the work. One day they are too slow.

# %%
moved = predict("07-moved")
moved

# %%
pairs = [(partition_of(f"order-{n}", 4), partition_of(f"order-{n}", 5)) for n in range(1000)]
moved.settle(round(sum(before != after for before, after in pairs) / len(pairs), 1))

# %% [markdown]
# A key that moves has its old events in one partition and its next ones in another, which may be
# read first. So one stops appending until all is read, or takes more partitions than needed from
# the first day. A new *member* moves no key; it takes over partitions. Move one, then the other.

# %%
Moving(partition_growth, partitions=Slider(4, 8), members=Slider(1, 4, 2))

# %% [markdown]
# ## The mend in the handler: a version
#
# Still, one may come early or late. So whoever decides about order 7 counts its changes: 1, 2, 3.
# What to do with a **version**? We try every order of the three, once or twice, without faults.


# %%
def highest_wins(event, seen, mail):  # `seen` is a set that survives a crash
    if event.data["version"] > max(seen, default=0):
        seen.add(event.data["version"])
        mail.send(event.id)


explore(Scenario("highest wins", highest_wins, changes), faults=[])  # Your turn: without the `if`.

# %% [markdown]
# The late one is dropped for good. That is right where each event carries the whole state: the
# newest is enough. Where each is a step that must be taken, an early one has to **wait** its turn.


# %%
class Resequencer:
    def __init__(self, mail):
        self.mail, self.arrived, self.done = mail, {}, Counter()

    def handle(self, event):
        order = event.data["order"]
        self.arrived[order, event.data["version"]] = event
        while following := self.arrived.get((order, self.done[order] + 1)):
            self.done[order] += 1
            self.mail.send(following.id)


once_in_order = effects_per_intent(), in_order_by_key()  # Your turn: then without `faults=[]`.
explore(Scenario("in turn", Resequencer, changes, properties=once_in_order), faults=[])

# %% [markdown]
# This is a **Resequencer** (*Enterprise Integration Patterns*). A gap shows because versions have
# none; times and ids cannot do that. What waits here is in memory, and in the exercise it survives
# a crash. A version that never comes holds up its order for ever, so look at what waits too long.

# %%
quiz("07-relies")

# %% [markdown]
# ## Who knows whom
#
# A member knows the log and its own group, and no other group. Who appends knows the log alone.

# %%
holds = figures.who_holds_whom(log=log, **log.groups, **members)
figures.class_picture(holds, pattern="Consumer groups")

# %%
quiz("07-add")

# %% [markdown]
# ## Does it hold?

# %%
contract.check(Log, core=True)  # Your turn: without `core=True`, what is still missing?

# %% [markdown]
# `eventlab.MemoryLog` also takes out who is silent, fences each partition by itself, and seeks.
#
# **In three lines.** Order is kept per queue, partition or key, and by one reader at a time; not
# per type, and not globally. Concurrency, redelivery and a change of partitions break it. A version
# without gaps shows what is missing; a clock or an id does not.
#
# Now write it: [the exercises](../exercises/07_ordering.ipynb). Next: [failure](08_failure.ipynb).
# Back to [delivery](06_delivery.ipynb), or to [the start](00_start_here.ipynb).
