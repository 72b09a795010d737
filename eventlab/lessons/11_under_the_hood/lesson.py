# %% [markdown]
# # 11 Under the hood
#
# *What is inside a broker, and who sees to it that an order gets to its end?*
#
# After this lesson you can build a broker out of known parts, feed its workers by push or pull, and
# let a process of many steps undo what it did. [Exercises](../exercises/11_under_the_hood.ipynb).

# %%
import sqlite3
from collections import defaultdict
from contextlib import suppress
from types import SimpleNamespace  # an object with these attributes

from eventlab import Delivery, Event, StaleDelivery, VirtualClock, figures, sim
from eventlab.contracts.queue import queue as contract
from eventlab.course import method_of, predict, quiz, shops
from eventlab.course.shops import Part  # a box for pictures
from eventlab.process import Compensate, Complete, Deadline, Process, Send, UndoWith

owner = predict("11-owner")
owner

# %% [markdown]
# ## A queue for each subscriber
#
# A [bus](03_event_bus.ipynb) knows who listens, and keeps nothing. A [queue](06_delivery.ipynb)
# keeps. A **broker** does both: each **subscription** to a **topic** is a queue of its own. An
# entry is on loan *until* a moment. To deliver it again nobody has to do anything: that moment is
# over, and the next `get` finds it.


# %%
# Your turn: lend the newest. What breaks in the last cell?
class Subscription:
    def __init__(self, clock, lease):
        self.clock, self.lease, self.entries = clock, lease, []

    def put(self, event):
        self.entries.append(SimpleNamespace(event=event, attempt=0, receipt=None, until=0.0))

    def get(self):
        for entry in self.entries:
            if entry.until <= self.clock.now():  # on loan to nobody
                entry.attempt += 1
                entry.receipt, entry.until = object(), self.clock.now() + self.lease
                return Delivery(entry.event, entry.attempt, entry.receipt)


# %% [markdown]
# ## It breaks: "the first one is done"
#
# What must an acknowledgement name? A place would be shortest. Worker 1 and, when its lease is
# over, worker 2 have both got A, from place 0. Now both say that place 0 is done.

# %%
waiting = ["A", "B"]
for worker in ("worker 2", "worker 1"):
    # Your turn: remove "A", if it is there. And if A came twice?
    del waiting[0]
waiting

# %% [markdown]
# B is gone, and nobody has seen it. So the receipt names the *delivery*: this entry, on this loan.
# (A [log](07_ordering.ipynb) may name a place, its offset: nothing in it moves up.)


# %%
@method_of(Subscription)
def on_loan(self, delivery):
    now = self.clock.now()
    return [e for e in self.entries if e.receipt is delivery.receipt and e.until > now]


@method_of(Subscription)
def ack(self, delivery):
    if not (found := self.on_loan(delivery)):
        raise StaleDelivery(delivery)
    self.entries.remove(*found)


# %%
# Your turn: let who subscribes to the topic "*" get everything.
class Broker:
    def __init__(self, clock, lease=30.0):  # seconds
        self.clock, self.lease, self.topics = clock, lease, defaultdict(dict)

    def subscribe(self, topic, name):
        return self.topics[topic].setdefault(name, Subscription(self.clock, self.lease))

    def publish(self, event):
        for subscription in self.topics[event.type].values():
            subscription.put(event)


# %%
broker = Broker(VirtualClock())
mail, stock = (broker.subscribe("OrderPlaced", name) for name in ("mail", "stock"))
broker.publish(Event("OrderPlaced", id="A"))
first, accepted = stock.get(), []
broker.clock.advance(35)
# Your turn: `second = first`. Then take `until` out of `on_loan`.
second = stock.get()
for seconds, worker, delivery in [(5, "worker 1", first), (20, "worker 2", second)]:
    broker.clock.advance(seconds)
    with suppress(StaleDelivery):
        stock.ack(delivery)
        accepted.append(worker)
owner.settle(accepted)

# %% [markdown]
# The broker owned A all the time. A lease is the right to say "done", and it ends by the clock.
# Nobody told worker 1, and its *effect* is there as well: therefore handlers must be idempotent.
# Mail still has its own A. Each subscription gets everything; the workers of *one* share it.
#
# ## Push and pull
#
# So far the worker asks: **pull**. With **push** the broker calls. How much may it send to somebody
# who has not answered yet? The worker grants a **credit**: so many deliveries unacknowledged. One
# that is acknowledged, or whose lease is over, no longer counts.


# %%
# Your turn: take the credit out of the `while`. See the figure.
class Push:
    def __init__(self, queue, send, credit):
        self.queue, self.send, self.credit, self.out = queue, send, credit, []

    def pump(self):
        self.out = [delivery for delivery in self.out if self.queue.on_loan(delivery)]
        while len(self.out) < self.credit and (delivery := self.queue.get()):
            self.out.append(delivery)
            self.send(delivery)

    def ack(self, delivery):
        self.queue.ack(delivery)
        self.pump()


# %% [markdown]
# Two workers, one of them slow, and a lease of 15 seconds. Raise the credit from 1 to 3: who
# suffers, and from what? Then let them pull, and ask less and less often.


# %%
def fed(way, credit, every):  # runs your classes, in virtual time
    push = (lambda queue, send: Push(queue, send, credit)) if way == "push" else None
    queue = Broker(VirtualClock(), lease=15).subscribe("OrderPlaced", "stock")
    orders = [Event("OrderPlaced", id=id) for id in "ABCDEF"]
    return figures.space_time(sim.feed(queue, orders, push=push, every=every, slow=9, quick=3))


sliders = {"credit": figures.Slider(1, 3), "every": figures.Slider(1, 5, unit="s")}
figures.Moving(fed, way=figures.Choice("push", "pull"), **sliders)

# %% [markdown]
# With too much credit the slow one hoards: its leases run out, and work is done twice. With too
# little, one idles while the next is on the way (here in no time). And the broker has to keep books
# on each worker. A pull brings no more than one can carry; it asks in vain, or lets events wait.
# Kafka's consumers pull. RabbitMQ pushes, with a *prefetch*; a lost connection ends its loans.

# %%
quiz("11-credit")

# %% [markdown]
# ## Why a broker?
#
# A **call** fails with its callee, and the order with it. But the caller knows at once what came of
# it, unless the answer is lost: whoever needs the answer should call. A **shared table** is saved
# together with the order, and any question can be asked of it. (A queue *is* a table with leases.)
# Mail reads the table of the shop, whose team renames a column. Whose program fails?

# %%
table = sqlite3.connect(":memory:")
table.execute("CREATE TABLE orders AS SELECT 'A' AS id, 'Ann' AS customer")
# Your turn: let the shop add a column instead: `ADD note`.
table.execute("ALTER TABLE orders RENAME customer TO buyer")  # the shop
try:
    print(*table.execute("SELECT customer FROM orders"))  # mail
except sqlite3.OperationalError as error:
    print(error)

# %% [markdown]
# Mail's, where nobody has changed anything. All who read a table depend on its columns: nobody can
# rename one alone. The **broker** takes the order while mail is down, and any number may listen.
# Its events are a contract too, but one made to be read: they go on saying `customer`. The price:
# no answer, one more thing that can fail, and a second write, hence an [outbox](08_failure.ipynb).

# %%
mailer, packer = Part(), Part()
calls = figures.who_holds_whom(shop=Part(a=mailer, b=packer), mailer=mailer, packer=packer)
parts = {"mail": mail, "stock": stock, "mailer": Part(queue=mail), "packer": Part(queue=stock)}
# Your turn: a second shop in both. How many arrows are new?
through = figures.who_holds_whom(shop=Part(to=broker), broker=broker, **parts)
figures.class_picture(calls, through, pattern="Message Broker")

# %%
quiz("11-why")

# %% [markdown]
# ## Many steps, one order
#
# Stock is reserved, the card charged, the parcel shipped. Who knows this order of steps? In a
# **choreography** nobody: each hears the event of the one before it. In an **orchestration** a
# **process manager** hears the events and sends **Commands**, each to one receiver: a *Mediator*
# that also decides what comes next. Here is the same shop in both ways, as files of text.

# %%
# Your turn: print another file. What happens at a total of 120?
print(*(files["shipping"] for files in shops.both), sep="\n")
[shops.tell(files, total=20) for files in shops.both]

# %% [markdown]
# A new step comes between payment and shipping: wrapping. When there is no more paper, the card
# must be refunded and stock released. The step has a file of its own, in both ways.

# %%
step = predict("11-step")
step

# %%
# Your turn: print `shops.wrapped[0]["stock"]`. What is new?
edits = [figures.edited(*pair) for pair in zip(shops.both, shops.wrapped, strict=True)]
picture = figures.coupling_picture(*shops.both, grown=shops.wrapped, names=shops.names)
step.settle(edits, picture=picture)

# %% [markdown]
# Everybody before and behind the new step learned of it, or one did. That one knows everything, and
# whoever changes it can break every order; count the arrows. A mere listener, who wants to hear of
# `OrderShipped`, edits nothing in either. Few steps that hardly fail: choreography. Steps to be
# undone, watched, or ended in time: a process manager.

# %% [markdown]
# ## A saga
#
# In a **saga**, led or not, each step is committed by itself, and has a **compensation** if one may
# fail after it. A `Process` is like a decider: first state, what an event leads to, next state.
# `UndoWith` notes what undoes a step that is done; `Compensate` sends it, the last step's first.

# %%
# Your turn: take an `UndoWith` out. What stays done below?
leads_to = {
    "OrderPlaced": [Send("ReserveStock"), Deadline("TooLate", seconds=900)],
    "StockReserved": [UndoWith("ReleaseStock"), Send("ChargeCard")],
    "CardCharged": [UndoWith("RefundCard"), Send("ShipOrder")],
    "OrderShipped": [Complete()],
} | {type: [Compensate()] for type in ("CardRefused", "TooLate")}
order = Process(list, lambda event, past: leads_to.get(event.type, []), lambda past, event: past)


# %%
def saga(card, parcel):
    pots = ["teapot"]
    does = {
        "stock.ReserveStock": lambda: pots.pop() and "StockReserved",
        "stock.ReleaseStock": lambda: pots.append("teapot"),
        "payment.ChargeCard": lambda: bob.append(pots.copy()) or card,  # Bob looks meanwhile
        "payment.RefundCard": lambda: None,
        "shipping.ShipOrder": lambda: parcel,
    }
    trace = sim.orchestrate(order, Event("OrderPlaced"), does)
    bob.append(pots)
    return figures.space_time(trace)


bob = []  # what Bob finds
# Your turn: the card is charged, and the parcel is None.
saga("CardRefused", "OrderShipped")
bob

# %% [markdown]
# In the end the shelf is as before. But Bob was told that nothing is left, and has gone elsewhere.
# A saga compensates; it does not roll back: others saw the state between. Choose `None`, no answer:
# then the **deadline** comes, by the clock. It survives a restart, for it is stored.

# %%
cards, parcels = ("CardRefused", "CardCharged", None), ("OrderShipped", None)
figures.Moving(saga, card=figures.Choice(*cards), parcel=figures.Choice(*parcels))

# %%
quiz("11-late")

# %% [markdown]
# ## Does it hold?
#
# A subscription of our broker is a queue, so it must keep a queue's core promises. (The package's
# `SqliteQueue` also stores, gives up in the end, and does not look at all entries.)

# %%
# Your turn: `entry.receipt or object()` in `get`. What breaks?
contract.check(lambda clock, lease, **_: Broker(clock, lease).subscribe("Paid", "me"), core=True)

# %% [markdown]
# **In three lines.** A broker is a queue for each subscription; it owns the events, and lends them
# by the clock. Push needs a credit, pull needs patience. A process of many steps can be undone only
# by further steps, and others have seen what was there in between.
#
# Now [the exercises](../exercises/11_under_the_hood.ipynb). Back: [CQRS](10_cqrs.ipynb).
# Next: [myths and pitfalls](12_myths_and_pitfalls.ipynb).
