# %% [markdown]
# # Exercises: events
#
# Two tasks. In the first you complete a component that takes commands, answers queries and tells
# facts; in the second you write an event of your own. Everything that you need stands in
# [lesson 01](../notebooks/01_events.ipynb).

# %%
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import eventlab
from eventlab.course import check, hint, method_of, solution

# %% [markdown]
# ## 1. Command, query, fact
#
# A `Stockroom` is given a function `publish`, which takes an event. It has three methods:
#
# - `left(item)` is a **query**. It answers with a number, 0 for an item that it has never seen, and
#   nothing changes.
# - `delivered(event)` hears a **fact**: `number` pieces of `item` have come in; both are in the
#   data of that `eventlab.Event`. The number is added. A fact is not refused, nor told again.
# - `reserve(key, item, number)` is a **command**. If as many are left, they are taken; if not,
#   nothing is. Either way one fact is published, with `item` and `number` as its data. When others
#   hear it, it is so already.
#
# Find two names for the two facts. The last word of each is a past participle, as in `OrderPlaced`.
#
# The `key` stands for the customer's intent. It may come again, because an answer was lost or
# because `publish` raised (what it raises comes out of `reserve`). Then nothing is decided or taken
# again, and the same event is published again, with its id.


# %%
class Stockroom:
    def __init__(self, publish):
        self.publish = publish
        self.counts = {}
        # SOLUTION
        self.told = {}
        # STUB
        # # What else does it have to remember?
        # END

    def left(self, item):
        # SOLUTION
        return self.counts.get(item, 0)
        # STUB
        # raise NotImplementedError
        # END

    def delivered(self, event):
        # SOLUTION
        item = event.data["item"]
        self.counts[item] = self.left(item) + event.data["number"]
        # STUB
        # raise NotImplementedError
        # END


# %% [markdown]
# Then the command. (`@method_of(Stockroom)` puts it into the class. If you run the cell above
# again, run this one again, too.)


# %%
@method_of(Stockroom)
def reserve(self, key, item, number):
    # SOLUTION
    if key not in self.told:
        name = "ReservationRefused"
        if number <= self.left(item):
            self.counts[item] = self.left(item) - number
            name = "GoodsReserved"
        self.told[key] = eventlab.Event(name, {"item": item, "number": number})
    self.publish(self.told[key])
    # STUB
    # raise NotImplementedError
    # END


# %%
check("01-stockroom", Stockroom)

# %% [markdown]
# Or try it by hand: deliver, reserve, ask.

# %%
told = []
room = Stockroom(told.append)
# SOLUTION
room.delivered(eventlab.Event("GoodsDelivered", {"item": "tea", "number": 3}))
room.reserve("key-1", "tea", 2)
room.left("tea"), [event.type for event in told]
# STUB
# # room.delivered(eventlab.Event("GoodsDelivered", {"item": "tea", "number": 3}))
# END

# %% [markdown]
# ## 2. An event of your own
#
# Write the class so that these promises hold. `type` and `data` may be given by position, the
# others by name:
#
# - `Event(type, data={}, *, id=..., source="/shop", time=...)` has these five attributes. Assigning
#   to one, or deleting it, raises an `AttributeError`.
# - Whatever the publisher does to its own objects, and whatever a handler tries on `event.data`, at
#   any depth: the event says what it said. It is read like a dict; lists may have become tuples.
# - Two events are equal when all five attributes are, and have equal hashes then. Comparing an
#   event with something else gives `False`.
# - Each has an id of its own, unless one is given. The time is the present, in UTC, unless one is
#   given; a time without a zone is refused with a `ValueError` that names `time`.
# - Data consists of dicts, whose keys are text, lists, tuples, text, `int`, `float`, booleans and
#   `None`. Anything else could still be changed inside, or has no form in JSON: refuse it with a
#   `TypeError`.
#
# Call your function that freezes what you like. The class may also be written without `dataclass`.


# %%
# SOLUTION
class FrozenDict(dict):
    def refuse(self, *_, **__):
        raise TypeError("an event's data cannot change")

    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse

    def __hash__(self):
        return hash(frozenset(self.items()))


# STUB
# # What does a dict become, so that it refuses every change?
# END


# %%
def frozen(value):
    # SOLUTION
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("the keys of data are text")
        return FrozenDict({key: frozen(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return tuple(frozen(item) for item in value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"data cannot hold a {type(value).__name__}")
    # STUB
    # raise NotImplementedError
    # END


# %%
@dataclass(frozen=True)
class Event:
    type: str
    data: dict = field(default_factory=dict)
    _: KW_ONLY
    # SOLUTION
    id: str = field(default_factory=lambda: str(uuid4()))
    source: str = "/shop"
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self):
        if self.time.utcoffset() is None:
            raise ValueError("time has no zone")
        object.__setattr__(self, "data", frozen(self.data))

    # STUB
    # # The other three attributes.

    # def __post_init__(self):
    #     raise NotImplementedError
    # END


# %%
check("01-event", Event)

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("01-event")` shows one way to do it. It is not the only one.

# %%
hint("01-event")
