# %% [markdown]
# # 03 The event bus
#
# *Who carries an event from the one that tells it to those who care?*
#
# After this lesson you can say what the bus knows, so that nobody else has to; build a bus that
# keeps the order, isolates failures and never recurses; and say what such a bus does not give.
# [Two exercises](../exercises/03_event_bus.ipynb) follow.

# %%
from collections import deque
from contextlib import suppress

from eventlab import Event
from eventlab.course import method_of, predict, quiz, reveal

middleman = predict("03-middleman")
middleman

# %% [markdown]
# ## A list of who listens
#
# A **handler** is any function that takes an event. A **bus** keeps a list of subscriptions: who
# wants to hear of which type of event, with `"*"` for every type. To subscribe is to add to the
# list, to cancel is to leave it, and to publish is to walk along it.


# %%
class Subscription:
    def __init__(self, bus, type, handler):
        self.bus, self.type, self.handler = bus, type, handler

    def cancel(self):
        self.bus.subscriptions.remove(self)


class Bus:
    def __init__(self):
        self.subscriptions = []

    def subscribe(self, type, handler):
        self.subscriptions.append(Subscription(self, type, handler))
        return self.subscriptions[-1]

    def publish(self, event):
        for each in self.subscriptions:
            if each.type in (event.type, "*"):
                each.handler(event)


# %%
def stock(event):
    done.append("stock")


def mail(event):
    done.append("mail")


order, bus, done = Event("OrderPlaced", {"order": 7}), Bus(), []
# Your turn: swap the next two lines. What changes?
bus.subscribe("OrderPlaced", stock)
bus.subscribe("OrderPlaced", mail)
bus.publish(order)
done

# %% [markdown]
# Now the checkout. It is given a bus, and tells it what has happened. To settle your bet we ask
# the object itself what it holds.


# %%
class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, number):
        self.bus.publish(Event("OrderPlaced", {"order": number}))


checkout = Checkout(bus)
middleman.settle(sorted(vars(checkout)))  # vars: the attributes of an object

# %%
quiz("03-who-knows")

# %% [markdown]
# ## It breaks: somebody leaves
#
# A bell rings for the first order of the day, then cancels its subscription. The lamp beside it
# shall light up for every order. Two orders come in.


# %%
def lamp_lit_for(bus):
    lit = []
    # Your turn: swap the next two lines, and swap them back. Whom does it save?
    bell = bus.subscribe("OrderPlaced", lambda event: bell.cancel())
    bus.subscribe("OrderPlaced", lambda event: lit.append(event.id))
    for id in ("first", "second"):
        bus.publish(Event("OrderPlaced", id=id))
    return lit


lamp_lit_for(Bus())

# %% [markdown]
# The lamp missed the first order. The bell left the list while the loop was walking along it, so
# the loop skipped whoever came next. A loop must walk along a **copy**; then leaving takes effect
# from the next event. We put that in below, together with the mend for what comes now.
#
# ## It breaks: one handler fails
#
# Between stock and mail the shop charges the card. This time the card is declined.


# %%
def charge(event):
    raise ValueError("card declined")


who_ran = predict("03-who-ran")
who_ran

# %%
from eventlab.figures import BusFlow, class_picture, space_time, who_holds_whom
from eventlab.sim.recorder import watch

bus, done = Bus(), []
seen = watch(bus)  # writes down what really happens on this bus
for handler in (stock, charge, mail):
    bus.subscribe("OrderPlaced", handler)
with suppress(Exception):  # passes over what is raised
    bus.publish(order)
# In the picture time runs to the right. Each lane is a part, each arrow between two a message.
who_ran.settle(done, picture=space_time(seen.trace))

# %%
quiz("03-swallow")

# %% [markdown]
# Two things must hold at once: every handler runs, **and** every error surfaces. So the bus calls
# each handler by itself and collects what they raise. `publish` will raise it in the end, as one
# `ExceptionGroup`: Python's word for several errors together.
#
# `@method_of(Bus)` puts a function into the class that exists. (If you run `class Bus` again, run
# the cells below it again, too.)


# %%
@method_of(Bus)
def deliver(self, event):
    errors = []
    for each in tuple(self.subscriptions):  # the copy: nobody is skipped
        if each.type in (event.type, "*"):
            try:
                each.handler(event)
            except Exception as error:
                errors.append(error)
    return errors


# %%
# Your turn: put `charge` in twice, or take it out.
bus, done = Bus(), []
for handler in (stock, charge, mail):
    bus.subscribe("OrderPlaced", handler)
errors = bus.deliver(order)
done, errors

# %% [markdown]
# ## It breaks: a handler publishes
#
# A payment is news as well, so a handler of `OrderPlaced` publishes `Paid`. Mail listens to both
# types. Which of them does it hear first?


# %%
def heard_by_mail(bus):
    heard = []
    bus.subscribe("OrderPlaced", lambda event: bus.publish(event.caused("Paid")))
    for type in ("OrderPlaced", "Paid"):
        bus.subscribe(type, lambda event: heard.append(event.type))
    bus.publish(order)
    return heard


# Your turn: keep this order or swap it, before you run.
guess = ["OrderPlaced", "Paid"]
{"guess": guess, "heard": heard_by_mail(Bus())}

# %% [markdown]
# Mail hears the effect before its cause. The inner `publish` ran in the middle of the outer one,
# which had not reached mail yet.
#
# The mend is a queue. An event waits until the present one has reached everybody, and only the
# outermost `publish` empties the queue. Inside a handler `publish` only enqueues: it returns before
# anybody has heard, and the errors come out at the outermost.


# %%
@method_of(Bus)
def __init__(self):
    self.subscriptions, self.pending, self.delivering = [], deque(), False


@method_of(Bus)
def publish(self, event):
    self.pending.append(event)
    if self.delivering:
        return
    self.delivering, errors = True, []
    try:
        while self.pending:
            errors += self.deliver(self.pending.popleft())
    finally:  # whatever happens: else the bus would stay deaf
        self.delivering = False
    if errors:
        raise ExceptionGroup(f"{len(errors)} failed", errors)


# %%
# Your turn: take `if self.delivering` and its `return` out above, run both cells, put it back.
lamp_lit_for(Bus()), heard_by_mail(Bus())

# %% [markdown]
# Both are mended: the lamp misses nothing, and mail hears the cause first. What no queue mends: two
# handlers that publish each other's type. They would go on for ever.
#
# Here is the whole shop on the finished bus. Step through what happened, or press *Publish an
# event* for another order.

# %%
bus, done = Bus(), []
seen = watch(bus, publisher="checkout")
for handler in (stock, charge, mail):
    bus.subscribe("OrderPlaced", handler)
with suppress(ExceptionGroup):
    bus.publish(order)
flow = BusFlow(seen, lambda: Checkout(bus).place(8))
flow

# %%
reveal("03-asynchronous", picture=space_time(seen.trace))

# %% [markdown]
# ## Who knows whom
#
# The pattern is called **publish-subscribe**. The bus is a **Mediator** in the sense of the classic
# design patterns: the checkout knows the bus, the bus knows the handlers, and neither side knows
# the other. (Architects also call a component that gives orders a mediator. A bus gives none.)
#
# The picture is measured, not drawn: it asks objects what they hold. On the left the checkout
# calls stock and mail itself.


# %%
class DirectCheckout:
    def __init__(self, *callees):
        self.callees = callees


direct = who_holds_whom(checkout=DirectCheckout(stock, mail), stock=stock, mail=mail)
through_bus = who_holds_whom(checkout=checkout, bus=checkout.bus, stock=stock, mail=mail)
class_picture(direct, through_bus, pattern="Publish-subscribe")

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

# Your turn: without `core=True`, what is still missing?
contract.check(Bus, core=True)

# %% [markdown]
# `eventlab.Bus` keeps the rest: it names the handlers that failed, lets several threads publish,
# refuses a handler that it would forget to await, and does not mind who cancels twice. What it
# cannot change: the publisher gets the errors of handlers that it does not know. Lesson 08 puts
# something better between them.
#
# **In three lines.** A bus is a list of who listens. It isolates, keeps the order, and queues what
# handlers publish. It neither stores anything nor runs anything in the background.
#
# Now write one: [the exercises](../exercises/03_event_bus.ipynb). Next is
# [asynchronous work](04_async.ipynb). Or go back to [loose coupling](02_loose_coupling.ipynb).
