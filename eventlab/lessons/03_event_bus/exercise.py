# %% [markdown]
# # Exercises: the event bus
#
# Two tasks. In the first you complete one function; in the second you write a bus of your own.
# Everything that you need stands in [lesson 03](../notebooks/03_event_bus.ipynb).
#
# `check` runs your code in a process of its own and calls it in ways that have broken other
# people's buses. When something breaks, it shows the fewest calls that break it.

# %%
from collections import deque

from eventlab import Event
from eventlab.course import check, hint, method_of, solution

# %% [markdown]
# ## 1. Call every handler, whatever the others raise
#
# `handlers` is a list of functions. Call each with the event, in order. If some raise, the others
# still run; at the end raise **one** `ExceptionGroup` that holds what they raised, and whose
# message names each handler that failed (`handler.__name__`).
#
# Ctrl-C (`KeyboardInterrupt`) is no failure of a handler: it passes at once. What a handler returns
# decides nothing, one that is in the list twice is called twice, and the list stays as it is.


# %%
def publish_to_all(handlers, event):
    """Call every handler in order, then raise what they raised as one ExceptionGroup."""
    # SOLUTION
    failed, errors = [], []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failed.append(handler.__name__)
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"failed on {event.type}: {', '.join(failed)}", errors)
    # STUB
    # raise NotImplementedError
    # END


# %%
check("03-isolation", publish_to_all)

# %% [markdown]
# Or try it by hand. Add a handler that raises to the list, and see what comes out.

# %%
seen = []
handlers = [lambda event: seen.append(event.data["order"])]
# SOLUTION
publish_to_all(handlers, Event("OrderPlaced", {"order": 7}))
# STUB
# # publish_to_all(handlers, Event("OrderPlaced", {"order": 7}))
# END
seen

# %% [markdown]
# ## 2. A bus of your own
#
# Write `Bus` so that these promises hold:
#
# - `publish(event)` calls the handlers in the order in which they subscribed, one that subscribed
#   twice also twice. The type `"*"` hears everything. An event that is published twice is delivered
#   twice.
# - `subscribe(type, handler)` returns an object with `cancel()`, which ends this one subscription;
#   a second `cancel()` does no harm.
# - All run even when some raise; then `publish` raises one `ExceptionGroup`.
# - Subscribing and cancelling inside a handler take effect from the next event.
# - An event published inside a handler waits until the present one has reached everybody; its
#   errors come out of the outermost `publish`, in the same flat group.
# - Ctrl-C passes at once, and the bus works on afterwards; what had failed before it is not raised
#   later.


# %%
class Subscription:
    def __init__(self, bus, type, handler):
        self.bus, self.type, self.handler = bus, type, handler

    def cancel(self):
        if self in self.bus.subscriptions:
            self.bus.subscriptions.remove(self)


# %% [markdown]
# `Subscription` is given. It wants the bus to have a list called `subscriptions`; change that if
# your bus remembers its handlers in another way. First, what a bus remembers.


# %%
class Bus:
    def __init__(self):
        self.subscriptions = []
        # SOLUTION
        self.pending = deque()
        self.delivering = False
        # STUB
        # # What else does it have to remember?
        # END

    def subscribe(self, type, handler):
        # SOLUTION
        subscription = Subscription(self, type, handler)
        self.subscriptions.append(subscription)
        return subscription
        # STUB
        # raise NotImplementedError
        # END


# %% [markdown]
# Then one event: call whoever hears it, and return the errors as a list.


# %%
@method_of(Bus)
def deliver(self, event):
    # SOLUTION
    errors = []
    for subscription in tuple(self.subscriptions):
        if subscription.type in (event.type, "*"):
            try:
                subscription.handler(event)
            except Exception as error:
                errors.append(error)
    return errors
    # STUB
    # raise NotImplementedError
    # END


# %% [markdown]
# Last, what `publish` does, and what it does when a handler calls it.


# %%
@method_of(Bus)
def publish(self, event):
    # SOLUTION
    self.pending.append(event)
    if self.delivering:
        return
    self.delivering, errors = True, []
    try:
        while self.pending:
            errors += self.deliver(self.pending.popleft())
    finally:
        self.delivering = False
    if errors:
        raise ExceptionGroup(f"{len(errors)} handlers failed", errors)
    # STUB
    # raise NotImplementedError
    # END


# %%
check("03-bus", Bus)

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("03-bus")` shows one way to do it. It is not the only one.

# %%
hint("03-bus")
