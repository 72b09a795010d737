# %% [markdown]
# # Exercises: under the hood
#
# Two tasks. In the first you complete the push side of a broker; in the second you write a saga
# that undoes what it did, in time. Everything that you need stands in
# [lesson 11](../notebooks/11_under_the_hood.ipynb).
#
# `check` lets leases run out, workers leave and processes die. When something breaks, you see the
# fewest steps that break it. All of it in virtual time.

# %%
from types import SimpleNamespace

from eventlab import Event, StaleDelivery, VirtualClock
from eventlab.course import check, hint, method_of, solution
from eventlab.queue import Delivery

# %% [markdown]
# ## 1. Push with a credit
#
# One `Push` feeds one worker from a queue; several may share the queue. The queue is that of the
# lesson, with `get()`, `ack(delivery)` and `on_loan(delivery)`, an empty list when it no longer
# counts; and with `nack(delivery)`, which gives a delivery back at once. `send(delivery)` brings
# one to the worker.
#
# - `pump()` sends what may be sent, in the queue's order. The broker calls it after each `put`, and
#   when a lease is over. Never more than `credit` deliveries of this worker are on loan at once.
# - `ack(delivery)` acknowledges that one, and the next is sent at once. If it no longer counts,
#   `StaleDelivery` comes out, and nothing has changed.
# - The worker may call `ack` while `send` is at work, for a thousand events in a row. The queue
#   hears of it at once; only the next event waits until that `send` is over.
# - `close()` is called when the worker is gone: what it has on loan goes back at once, for others,
#   and nothing more is sent. `send` raises `ConnectionError` when it finds the worker gone; `pump`
#   then does what `close` does, and returns. Another error comes out, and a later `pump` goes on.
# - A credit below 1 is refused with a `ValueError`.


# %%
class Push:
    def __init__(self, queue, send, credit):
        # SOLUTION
        if credit < 1:
            raise ValueError(f"the credit is {credit}: a worker takes at least 1")
        self.is_pumping = self.is_closed = False
        # STUB
        # # A credit below 1 is refused here.
        # END
        self.queue, self.send, self.credit = queue, send, credit
        self.out = []  # the deliveries that were sent


# %%
# SOLUTION
@method_of(Push)
def has_room(self):
    self.out = [delivery for delivery in self.out if self.queue.on_loan(delivery)]
    return len(self.out) < self.credit and not self.is_closed


# STUB
# # A method of your own, if you want one.
# END


# %%
@method_of(Push)
def pump(self):
    # SOLUTION
    if self.is_pumping or self.is_closed:
        return
    self.is_pumping = True
    try:
        while self.has_room() and (delivery := self.queue.get()):
            self.out.append(delivery)
            self.send(delivery)
    except ConnectionError:
        self.close()
    finally:
        self.is_pumping = False
    # STUB
    # raise NotImplementedError
    # END


# %%
@method_of(Push)
def ack(self, delivery):
    # SOLUTION
    self.queue.ack(delivery)
    self.pump()
    # STUB
    # raise NotImplementedError
    # END


@method_of(Push)
def close(self):
    # SOLUTION
    self.is_closed = True
    for delivery in self.out:
        if self.queue.on_loan(delivery):
            self.queue.nack(delivery)
    self.out = []
    # STUB
    # raise NotImplementedError
    # END


# %%
check("11-push", Push)


# %% [markdown]
# Or by hand. Here is the queue, and a worker that only collects.


# %%
class Subscription:
    def __init__(self, clock, lease):
        self.clock, self.lease, self.entries = clock, lease, []

    def put(self, event):
        self.entries.append(SimpleNamespace(event=event, attempt=0, receipt=None, until=0.0))

    def get(self):
        now = self.clock.now()
        for entry in self.entries:
            if entry.until <= now:
                entry.attempt += 1
                entry.receipt, entry.until = object(), now + self.lease
                return Delivery(entry.event, entry.attempt, entry.receipt)


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


@method_of(Subscription)
def nack(self, delivery):
    if not (found := self.on_loan(delivery)):
        raise StaleDelivery(delivery)
    found[0].until = 0.0


# %%
queue, received = Subscription(VirtualClock(), lease=30.0), []
for id in "ABCDE":
    queue.put(Event("OrderPlaced", id=id))
# SOLUTION
push = Push(queue, received.append, credit=2)
push.pump()
push.ack(received[1])
# STUB
# # push = Push(queue, received.append, credit=2)
# # push.pump()
# # push.ack(received[1])
# END
[delivery.event.id for delivery in received]

# %% [markdown]
# ## 2. A saga with compensation and a deadline
#
# Stock is reserved, then the card charged, then the order shipped. `handle(event)` hears what has
# happened to the order `event.data["order"]`, and sends what comes next: `send(command, order)`.
#
# - `StockReserved` and `CardCharged` are steps, and `UNDO` says how to undo them. When something
#   `FAILED`, the steps of this order that were done are undone, the last one first. Then comes
#   `"CancelOrder"`, and the order has ended. With `OrderShipped` it has ended well.
# - An order that has not ended 900 seconds after `OrderPlaced` was handled is cancelled in the same
#   way. `clock.now()` is the time in seconds; `tick()` is called now and then, and finds it.
# - Nothing is begun for an order that has ended. A step of a cancelled order that turns out to be
#   done after all is undone at once.
# - Events may come twice, with the same id. That leads to nothing more.
# - Your process may die at every call, and another one goes on with a new object. `store` is a dict
#   on a disk: it survives, each use of it is whole, and what you take out is a copy. The event in
#   hand then comes again, and `tick` is called again. Only then may a command be sent twice; none
#   may be missing, and none may be sent that did not have to be.

# %%
NEXT = {"OrderPlaced": "ReserveStock", "StockReserved": "ChargeCard", "CardCharged": "ShipOrder"}
UNDO = {"StockReserved": "ReleaseStock", "CardCharged": "RefundCard"}
FAILED = {"OutOfStock", "CardRefused", "ShippingFailed"}


# %%
class Saga:
    def __init__(self, store, clock, send):
        self.store, self.clock, self.send = store, clock, send


# %%
# SOLUTION
@method_of(Saga)
def cancel(self, order, state):
    for command in [*reversed(state["undo"]), "CancelOrder"]:
        self.send(command, order)
    state["ended"] = True


# STUB
# # A method of your own, if you want one.
# END


# %%
@method_of(Saga)
def handle(self, event):
    # SOLUTION
    order, type = event.data["order"], event.type
    new = {"seen": [], "undo": [], "due": self.clock.now() + 900, "ended": False}
    state = self.store.get(order, new)
    if event.id in state["seen"]:
        return
    state["seen"].append(event.id)
    if type in FAILED and not state["ended"]:
        self.cancel(order, state)
    elif type == "OrderShipped":
        state["ended"] = True
    elif not state["ended"]:
        self.send(NEXT[type], order)
        state["undo"] += [UNDO[type]] if type in UNDO else []
    elif type in UNDO:
        self.send(UNDO[type], order)
    self.store[order] = state
    # STUB
    # raise NotImplementedError
    # END


# %%
@method_of(Saga)
def tick(self):
    # SOLUTION
    for order in list(self.store):
        state = self.store[order]
        if not state["ended"] and state["due"] <= self.clock.now():
            self.cancel(order, state)
            self.store[order] = state
    # STUB
    # raise NotImplementedError
    # END


# %%
check("11-saga", Saga)

# %% [markdown]
# Or by hand: the card is refused.

# %%
sent, clock = [], VirtualClock()
# SOLUTION
saga = Saga({}, clock, lambda command, order: sent.append(command))
for type in ("OrderPlaced", "StockReserved", "CardRefused"):
    saga.handle(Event(type, {"order": "7"}))
# STUB
# # saga = Saga({}, clock, lambda command, order: sent.append(command))
# # for type in ("OrderPlaced", "StockReserved", "CardRefused"):
# #     saga.handle(Event(type, {"order": "7"}))
# END
sent

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("11-saga")` shows one way to do it. It is not the only one.

# %%
hint("11-saga")
