# %% [markdown]
# # 03 The event bus
#
# *Who carries an event from the one that tells it to those who care?*
#
# After this lesson you can say what the bus knows, so that nobody else has to; build a bus that
# keeps the order, isolates failures and never recurses; and say what such a bus does not give.
# It takes about 15 minutes, and [two exercises](../exercises/03_event_bus.ipynb) follow.

# %%
from collections import deque

from eventlab import Event
from eventlab.course import method_of, predict, quiz, reveal

middleman = predict("03-middleman")
middleman

# %% [markdown]
# ## A list of who listens
#
# A **bus** keeps one list: who wants to hear of which type of event. A **handler** is any function
# that takes an event. To subscribe is to add a line to the list; to publish is to walk along it.


# %%
class Bus:
    def __init__(self):
        self.subscriptions = []

    def subscribe(self, type, handler):
        self.subscriptions.append((type, handler))

    def publish(self, event):
        for type, handler in self.subscriptions:
            if type == event.type:
                handler(event)


# %%
done = []


def stock(event):
    done.append("stock")


def mail(event):
    done.append("mail")


bus = Bus()
bus.subscribe("OrderPlaced", stock)  # Your turn: add a line for `mail`, then run.
bus.publish(Event("OrderPlaced", {"order": 7}))
done

# %% [markdown]
# Now the checkout. It gets a bus, and says what has happened. Ask the object itself what it holds.


# %%
class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        self.bus.publish(Event("OrderPlaced", {"order": order}))


checkout = Checkout(bus)
middleman.settle(sorted(vars(checkout)))

# %%
quiz("03-who-knows")

# %% [markdown]
# ## It breaks: one handler fails
#
# Between stock and mail the shop charges the card. This time the card is declined.


# %%
def charge(event):
    raise ValueError("card declined")


who_ran = predict("03-who-ran")
who_ran

# %%
from eventlab.figures import space_time
from eventlab.sim.recorder import watch

bus, done = Bus(), []
seen = watch(bus)  # writes down what really happens on this bus
for handler in (stock, charge, mail):
    bus.subscribe("OrderPlaced", handler)
try:
    bus.publish(Event("OrderPlaced", {"order": 7}))
except Exception:
    pass  # seen.trace has it
who_ran.settle(done, picture=space_time(seen.trace))

# %%
quiz("03-swallow")

# %% [markdown]
# So two things must hold at once: every handler runs, **and** every error surfaces. Python has a
# word for several errors together: `ExceptionGroup`.


# %%
@method_of(Bus)
def deliver(self, event):
    errors = []
    for type, handler in self.subscriptions:
        if type == event.type:
            try:
                handler(event)
            except Exception as error:
                errors.append(error)
    return errors


# %%
@method_of(Bus)
def publish(self, event):
    if errors := self.deliver(event):
        raise ExceptionGroup(f"{len(errors)} failed", errors)


bus, done = Bus(), []
for handler in (stock, charge, mail):  # Your turn: let `charge` stand there twice.
    bus.subscribe("OrderPlaced", handler)
try:
    bus.publish(Event("OrderPlaced", {"order": 8}))
except ExceptionGroup as group:
    done.append(group.exceptions)
done

# %% [markdown]
# ## It breaks: a handler publishes
#
# When the card is charged, that is news as well: `charge` publishes `Paid`. Mail listens to both
# types. Which does it hear first?

# %%
guess = ["OrderPlaced", "Paid"]  # Your turn: keep it or swap it, before you run.

bus, done = Bus(), []
bus.subscribe("OrderPlaced", lambda event: bus.publish(event.caused("Paid")))
for type in ("OrderPlaced", "Paid"):
    bus.subscribe(type, lambda event: done.append(event.type))
bus.publish(Event("OrderPlaced"))
{"guess": guess, "heard": done}

# %% [markdown]
# Mail hears the effect before its cause. The inner `publish` ran in the middle of the outer one,
# before the outer had reached mail. A handler that publishes its own type would never come back.
#
# The mend is a queue. An event waits until the present one has reached everybody, and only the
# outermost `publish` empties the queue.


# %%
@method_of(Bus)
def publish(self, event):
    self.pending.append(event)
    if self.delivering:
        return  # the outermost publish comes to it
    self.delivering, errors = True, []
    try:
        while self.pending:
            errors += self.deliver(self.pending.popleft())
    finally:
        self.delivering = False
    if errors:
        raise ExceptionGroup(f"{len(errors)} failed", errors)


# %%
@method_of(Bus)
def __init__(self):
    self.subscriptions, self.pending, self.delivering = [], deque(), False


bus, done = Bus(), []  # Your turn: publish `Shipped` from a handler of `Paid`, too.
bus.subscribe("OrderPlaced", lambda event: bus.publish(event.caused("Paid")))
for type in ("OrderPlaced", "Paid", "Shipped"):
    bus.subscribe(type, lambda event: done.append(event.type))
bus.publish(Event("OrderPlaced"))
done

# %% [markdown]
# ## It breaks: somebody leaves
#
# The first order of the day rings a bell, once: `bell` unsubscribes itself. Does its neighbour
# `lamp` hear that order?

# %%
bus, done = Bus(), []


def bell(event):
    done.append("bell")
    bus.subscriptions.remove(("OrderPlaced", bell))


bus.subscribe("OrderPlaced", bell)
bus.subscribe("OrderPlaced", lambda event: done.append("lamp"))
bus.publish(Event("OrderPlaced"))  # Your turn: publish a second order.
done

# %% [markdown]
# A list that shrinks while a loop walks along it skips the next entry. So the loop walks along a
# copy, and a change takes effect from the next event. The list itself is nobody's business:
# subscribing returns a **subscription** that can be cancelled.


# %%
class Subscription:
    def __init__(self, bus, type, handler):
        self.bus, self.type, self.handler = bus, type, handler

    def cancel(self):
        self.bus.subscriptions.remove(self)


@method_of(Bus)
def subscribe(self, type, handler):
    self.subscriptions.append(Subscription(self, type, handler))
    return self.subscriptions[-1]


# %%
@method_of(Bus)
def deliver(self, event):
    errors = []
    for each in tuple(self.subscriptions):  # Your turn: take `tuple` away, look at the contract
        if each.type in (event.type, "*"):  # at the end, and put it back.
            try:
                each.handler(event)
            except Exception as error:
                errors.append(error)
    return errors


# %% [markdown]
# The type `"*"` hears everything: good for a log. Here is the whole shop on the finished bus. Step
# through it, and publish an order of your own.

# %%
from eventlab.figures import BusFlow

bus = Bus()
seen = watch(bus, publisher="checkout")
for type, handler in [("*", mail), ("OrderPlaced", charge), ("OrderPlaced", stock)]:
    bus.subscribe(type, handler)
flow = BusFlow(seen, lambda: bus.publish(Event("OrderPlaced", {"order": 9})))
flow

# %%
reveal("03-asynchronous", picture=space_time(seen.trace))

# %% [markdown]
# ## Who knows whom
#
# The pattern has a name: **Mediator**. Everybody knows the bus, and nobody knows the others. The
# picture is measured: it asks the objects above what they hold.

# %%
from eventlab.figures import class_picture, who_holds_whom

shop = {"checkout": checkout, "bus": checkout.bus, "stock": stock, "mail": mail}
class_picture(who_holds_whom(shop), pattern="Mediator")

# %%
quiz("03-add")

# %%
quiz("03-not-given")

# %% [markdown]
# ## Does it hold?
#
# A **contract** is what every bus of this course promises, as code that can be run on any of them.
# These are its core cases, on the class that you have just built.

# %%
from eventlab.contracts.bus import bus as contract

contract.check(Bus, core=True)  # Your turn: without `core=True`, what is still missing?

# %% [markdown]
# `eventlab.Bus` keeps the rest: it names the handlers that failed, lets several threads publish,
# loses nothing on Ctrl-C, and refuses a handler that it would forget to await.
#
# **In three lines.** A bus is a list of who listens. It isolates, keeps the order, and queues what
# handlers publish. It neither stores anything nor runs anything in the background.
#
# Now write one: [the exercises](../exercises/03_event_bus.ipynb). Or go back to
# [the start](00_start_here.ipynb).
