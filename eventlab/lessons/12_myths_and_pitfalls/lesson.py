# %% [markdown]
# # 12 Myths and pitfalls
#
# *Four things that most people believe of events: what is the smallest case in which each is wrong,
# and where is it true?*
#
# After this lesson you can refute each with a run, say where it holds, and choose between an event,
# a queue and a plain call. [Exercises](../exercises/12_myths_and_pitfalls.ipynb) follow.

# %%
from itertools import combinations, count, islice, product

from eventlab import Bus, Consumer, Event, MemoryQueue, VirtualClock
from eventlab.course import predict, quiz
from eventlab.figures import Choice, Moving, Slider, class_picture, space_time, who_holds_whom
from eventlab.sim import Scenario, explore, service, work

(order_bet := predict("12-order"))

# %% [markdown]
# ## Myth 1: what is sent first is handled first
#
# We try *every* case of a small size: one or two workers, each taking 1, 2 or 3 seconds for an
# event; no failure, or one of the three events failing once.

# %%
sent = ["placed", "paid", "shipped"]
changes = [Event("OrderChanged", {"order": 7}, id=id) for id in sent]


def runs(workers, failures, key=None):
    for seconds in product([1, 2, 3], repeat=workers):
        for fails in combinations(sent, failures):
            takes = {f"worker {n}": s for n, s in enumerate(seconds, start=1)}
            yield work(changes, key=key, fails=fails, **takes)  # one run at a time


def broken(cases):
    return [run for run in cases if [s.label for s in run.steps if s.kind == "ack"] != sent]


sizes = [(workers, failures) for failures in (0, 1) for workers in (1, 2)]  # the smallest first
smallest = next(size for size in sizes if broken(runs(*size)))
order_bet.settle(smallest, picture=space_time(broken(runs(*smallest))[0]))

# %%
# Your turn: a third worker, in `sizes`. Does the key still hold?
for size, key in product(sizes, [None, "order-7"]):
    wrong, tried = broken(runs(*size, key)), [*runs(*size, key)]
    print("workers, failures:", size, "key:", key, f"  {len(wrong)} of {len(tried)} go wrong")

# %% [markdown]
# **Where it is true:** one queue, one worker, nothing that comes again: all three runs hold. And
# with a *key* every run does, for then the queue lends one event of an order at a time. The price:
# the second worker has less to do, or nothing. Move it, and find a run in which it has some.


# %%
def drawn(slow, quick, fails, key):
    return space_time(work(changes, key=key, fails=[fails], slow=slow, quick=quick))


seconds, ids = Slider(1, 9, 3, unit="s"), Choice("none", *sent)
Moving(drawn, slow=seconds, quick=Slider(1, 9), fails=ids, key=Choice(None, "order-7"))

# %% [markdown]
# ## Myth 2: event-driven parts never call each other
#
# One teapot is left and two customers want it. This shop believes the myth, so it asks by event.


# %%
def asks(event, publish, sold, payment):
    if event.type == "StockAsked":
        publish(event.caused("StockCounted", {"left": 1 - len(sold)}))
    elif event.data["left"]:
        sold.add(event.id)
        payment.charge(event.id)


(direct_bet := predict("12-direct"))

# %%
asked = [Event("StockAsked", id=id) for id in ("ada", "bob")]
lasting = {"sold": set, "payment": service("charge")}
world = {"events": asked, "offers": lasting, "intent": lambda event: "teapot"}  # both mean this one
found = explore(Scenario("asks", {"shop": asks}, **world), copies=1, faults=[]).failure
direct_bet.settle(found.run.history.effects["teapot"], picture=space_time(found.trace))

# %% [markdown]
# Between answer and sale the world went on. In one call, *look* and *take* are one step:


# %%
def calls(event, sold, payment):
    if not len(sold):
        sold.add(event.id)
        payment.charge(event.id)


# Your turn: with `faults=["lease"]` a second process comes in. What does it need as well?
explore(Scenario("calls", calls, **world), faults=[])

# %% [markdown]
# Two processes need a lock or a transaction around that step. Asking first and acting later is the
# fault, with two calls as well; a message *reserve one*, decided in one step, would do.
#
# **Where it is true:** where the other side may be away, and the work can wait. A queue keeps it.

# %%
queue, reserved = MemoryQueue(clock=VirtualClock()), []
queue.put(changes[0])  # stock is away; the shop goes on selling
queue.clock.advance(3600)  # seconds: an hour later it is back
Consumer(queue, reserved.append).run()  # Your turn: run this line twice. What was reserved?
[event.id for event in reserved]

# %% [markdown]
# ## Myth 3: each event is handled exactly once
#
# By now you write effect and mark in one transaction. So this is safe, is it not?


# %%
def mails(event, db, mail):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            mail.send(event.id)


(once_bet := predict("12-once"))

# %%
twice = explore(Scenario("mails", mails)).failure
once_bet.settle(str(twice.schedule), picture=space_time(twice.trace))

# %% [markdown]
# The mail was out when its mark was rolled back. A transaction takes back rows, and no mail. Only
# the mail server can tell the second one, by an idempotency key. (An outbox may send twice, too.)
#
# **Where it is true:** inside *one* system, which commits the effect together with the mark. That
# is exactly-once *processing*. Deliveries still come twice, also here:


# %%
def books(event, db):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            db.execute("INSERT INTO receipts VALUES (?)", (event.id,))


# Your turn: take the second `db.execute` out of the `with`.
explore(Scenario("books", books), faults=["crash", "ack lost"])

# %%
quiz("12-remedies")

# %% [markdown]
# ## Myth 4: only large systems need events
#
# Without a bus, a shop keeps a list of those who react. That is the **Observer** pattern. With one,
# the list has a single entry: the bus.


# %%
class Subject:
    def __init__(self, *observers):
        self.observers = list(observers)

    def attach(self, observer):
        self.observers.append(observer)

    def notify(self, event):
        for observer in self.observers:
            observer(event)


# %%
def arrows(shops, reactions):
    hears = {f"reaction {n}": lambda event, n=n: n for n in range(1, reactions + 1)}
    bus = Bus()
    for react in hears.values():
        bus.subscribe("OrderPlaced", react)
    each = {f"shop {n}": Subject(*hears.values()) for n in range(1, shops + 1)}
    tells = {name: Subject(bus.publish) for name in each}
    return who_holds_whom(**each, **hears), who_holds_whom(**tells, bus=bus, **hears)


(large_bet := predict("12-large"))

# %%
for shops, reactions in sorted(product(range(1, 6), repeat=2), key=sum):
    observer, pub_sub = arrows(shops, reactions)
    if len(pub_sub.references) < len(observer.references):
        break  # Your turn: what does `arrows(1, 5)` come to, one shop with five reactions?
picture = class_picture(observer, pub_sub, pattern="From Observer to publish-subscribe")
large_bet.settle(shops + reactions, picture=picture)

# %% [markdown]
# No large system. (Arrows are not all: [lesson 02](02_loose_coupling.ipynb) counts the edits.)
#
# **Where it is true:** with one shop. There the bus is one arrow *more*, however many react, and
# whoever reads the shop no longer sees what happens next.

# %%
quiz("12-add")

# %% [markdown]
# ## So when not?
#
# An event is the wrong tool where somebody needs the answer now, where two things must happen
# together, where there is one caller and one callee and nobody else cares, and where it must be
# plain from reading what happens next. There a call is simpler. The exercises have five cases.
#
# ## Relatives: Observer
#
# What does Observer keep of a bus, and what does it drop? The contract of the bus tells.

# %%
from eventlab.contracts.bus import bus as contract


class AsBus(Subject):
    def subscribe(self, type, observer):
        self.attach(observer)

    publish = Subject.notify


contract.check(AsBus, core=True)  # Your turn: let `notify` go through a copy of the list.

# %% [markdown]
# Kept: a subject calls those who react, in order. Dropped: types, isolation, and a next turn for
# what comes meanwhile. And the subject knows its observers; with publish-subscribe it does not.
#
# ## Relatives: reactive streams
#
# A bus *pushes*: no handler can say *not now*. **Reactive programming** is about streams. Under the
# **Reactive Streams** specification subscribers say how many they can take: their **demand**.


# %%
class Subscription:  # by the specification it has errors, an end, and `cancel` as well
    def __init__(self, publisher, on_next):
        self.publisher, self.on_next = iter(publisher), on_next

    def request(self, n):
        for event in islice(self.publisher, n):
            self.on_next(event)


orders = (Event("OrderPaid", {"order": n}) for n in count(1))
odd = filter(lambda event: event.data["order"] % 2, orders)  # an operator: a stream of a stream
got = []
subscription = Subscription(odd, lambda event: got.append(event.data["order"]))
subscription.request(3)  # Your turn: request two more below. How many orders has the source made?
got

# %% [markdown]
# It adds demand, and the libraries built on it add **operators** such as `filter`. It drops the
# many who share a bus: this subscription has one subscriber. Where the source cannot wait, as with
# customers, demand only moves the queue to its side.
#
# ## Relatives: a supply chain
#
# Each day a shop sells one. When it runs low it says so, and a supplier brings three, days later.


# %%
def chain(lead, days=12, shelf=4):  # lead: days until the supplier is there
    supplier, levels = MemoryQueue(clock=VirtualClock()), []
    for _ in range(days):
        while delivery := supplier.get():
            shelf += delivery.event.data["pieces"]
            supplier.ack(delivery)
        shelf = max(0, shelf - 1)
        if shelf < 3:
            supplier.put(Event("StockRanLow", {"pieces": 3}), delay=lead)
        levels.append(shelf)
        supplier.clock.advance(1)
    return levels


chain(lead=1), chain(lead=3)  # Your turn: lead=5. Where does the mountain come from?

# %% [markdown]
# As with events, nobody steers the whole, and what comes late is asked for again and again. But
# goods are at one place only. An event can be at many, and come twice: to tell is not to move.

# %%
quiz("12-relatives")

# %% [markdown]
# **In three lines.** Each myth is true inside a boundary: one worker without redelivery; work that
# can wait; one transaction; one shop. Outside, two workers, two customers, one crash or five
# objects are enough. Ask first who needs an answer, who may be away, what must happen together.
#
# Now [the exercises](../exercises/12_myths_and_pitfalls.ipynb): three programs to mend, five cases.
# Next: [practice and test](13_practice_test.ipynb). Back: [delivery](06_delivery.ipynb),
# [ordering](07_ordering.ipynb), [under the hood](11_under_the_hood.ipynb).
