# %% [markdown]
# # Exercises: loose coupling
#
# Two tasks. In the first you turn three direct calls into one event; in the second you say which
# coupling is left. Everything that you need stands in
# [lesson 02](../notebooks/02_loose_coupling.ipynb).
#
# `check` opens shops with your code, places orders, and then asks your checkout whom it holds.

# %%
from eventlab import Bus, Event
from eventlab.course import check, hint, solution

# %% [markdown]
# ## 1. Three direct calls become one event
#
# This checkout knows everybody. It works, and every newcomer means an edit here.


# %%
class DirectCheckout:
    def __init__(self, stock, mail, points):
        self.stock, self.mail, self.points = stock, mail, points

    def place(self, order):
        self.stock.reserve(order["item"])
        self.mail.send_receipt(order["customer"], order["number"])
        self.points.add(order["customer"], order["total"])


# %% [markdown]
# Write a checkout that publishes one event, `OrderPlaced`, with the order as its data, and knows
# no reaction. Then write `open_shop`, the only place that knows all: it subscribes one handler for
# each of the three, and returns the checkout.
#
# The same three calls must come out of an order. Each reaction can be taken out by itself, a fourth
# can come in, and another checkout on the same bus is heard as well. What a reaction raises still
# comes out of `place`.


# %%
class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self, order):
        """Tell whoever listens that this order was placed. `order` is a dict, as above."""
        # SOLUTION
        self.bus.publish(Event("OrderPlaced", order))
        # STUB
        # raise NotImplementedError
        # END


# %%
def open_shop(bus, stock, mail, points):
    """Subscribe the three reactions, and return a checkout."""
    # SOLUTION

    def reserve(event):
        stock.reserve(event.data["item"])

    def send_receipt(event):
        mail.send_receipt(event.data["customer"], event.data["number"])

    def add_points(event):
        points.add(event.data["customer"], event.data["total"])

    for reaction in (reserve, send_receipt, add_points):
        bus.subscribe("OrderPlaced", reaction)
    return Checkout(bus)
    # STUB
    # raise NotImplementedError
    # END


# %%
check("02-refactor", open_shop)

# %% [markdown]
# Or try it by hand. A listener to `"*"` hears every event.

# %%
bus, heard = Bus(), []
bus.subscribe("*", heard.append)
# SOLUTION
Checkout(bus).place({"number": 7, "customer": "ada", "item": "teapot", "total": 25})
# STUB
# # Checkout(bus).place({"number": 7, "customer": "ada", "item": "teapot", "total": 25})
# END
[(event.type, dict(event.data)) for event in heard]

# %% [markdown]
# ## 2. Which coupling is left?
#
# In a shop like yours one part is changed, and all others stay as they are. What ties the others to
# that part? Answer with one word:
#
# - `"none"`: all others do what they did before.
# - `"schema"`: somebody who reads the event fails, because its form is another.
# - `"meaning"`: nobody fails, and somebody does the wrong thing.
# - `"time"`: somebody is kept waiting.
# - `"bus"`: whoever publishes must be edited, whatever they publish.
#
# `check` makes each change in a running shop and tells what came of it.


# %%
def what_couples(change):
    """Return the word for a change."""
    # SOLUTION
    answers = {
        "stock is taken out": "none",
        "shipping subscribes as well": "none",
        "the event carries a note as well": "none",
        "the field total is renamed to amount": "schema",
        "the field total is now in cents": "meaning",
        "OrderPlaced is published for a saved basket too": "meaning",
        "mail needs a minute for each receipt": "time",
        "publish wants a topic beside the event": "bus",
    }
    # STUB
    # answers = {
    #     "stock is taken out": "...",
    #     "shipping subscribes as well": "...",
    #     "the event carries a note as well": "...",
    #     "the field total is renamed to amount": "...",
    #     "the field total is now in cents": "...",
    #     "OrderPlaced is published for a saved basket too": "...",
    #     "mail needs a minute for each receipt": "...",
    #     "publish wants a topic beside the event": "...",
    # }
    # if "..." in answers.values():
    #     raise NotImplementedError  # every change needs a word
    # END
    return answers[change]


# %%
check("02-remains", what_couples)

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("02-refactor")` shows one way to do it. It is not the only one.

# %%
hint("02-refactor")
