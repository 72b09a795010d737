# %% [markdown]
# # 01 Events
#
# *What is an event, and what must hold so that everybody can rely on it?*
#
# After this lesson you can tell an event from a command and a query; build an event that nobody
# can change, that knows its equals and travels as JSON; and say what even it does not tell. You
# need functions and a little of classes. [Two exercises](../exercises/01_events.ipynb) follow.

# %% [markdown]
# A shop is made of **components**, such as checkout, stock and mail. Where each calls the next by
# name, none can change alone. Here, one tells what has happened, and those who care react.
#
# Not every message is an event. A **command** asks for something to be done, and may be refused. A
# **query** asks for an answer, and changes nothing. An **event** tells of something that has
# happened: it is too late to refuse it.

# %%
import json
from dataclasses import KW_ONLY, dataclass, field, fields
from datetime import UTC, datetime
from uuid import uuid4

from eventlab.contracts.event import event as contract
from eventlab.course import method_of, predict, quiz
from eventlab.figures import class_picture, who_holds_whom

quiz("01-kinds")

# %% [markdown]
# ## First a dict
#
# The least that can tell something is a dict. Two components hear of an order. Mail writes its
# letter at once. Stock keeps the event, and packs in the evening.

# %%
letters, to_pack = [], []


def publish(event):
    letters.append(f"We send you: {event['items']}")  # mail reads at once
    to_pack.append(event)  # stock reads in the evening


who_sees = predict("01-who-sees")
who_sees

# %%
basket = ["tea"]
# Your turn, when you have bet and run: publish `list(basket)`, a copy. Who finds the cup now?
publish({"type": "OrderPlaced", "items": basket})
basket.append("cup")  # the customer shops on
saw = {"mail": "cup" in letters[-1], "stock": "cup" in to_pack[-1]["items"]}
who_sees.settle([who for who in saw if saw[who]])

# %% [markdown]
# Mail and stock heard the same event and do not agree on what was ordered. Neither has a bug. What
# went round was no fact but an object that somebody else still writes in.
#
# ## Then a class
#
# A class gives every part a name: the **type** says what happened, the **data** (or *payload*) what
# others need to know of it. And it is a place where a promise can be kept.


# %%
class Event:
    def __init__(self, type, data):
        self.type, self.data = type, data


def attempt(change, given):
    try:
        return change(given) or "it went through"
    except (TypeError, ValueError, AttributeError) as error:
        return type(error).__name__


# %%
# Your turn: try a change of your own on an event, say `event.data.clear()`, in a third lambda.
attempts = {
    "type": lambda event: setattr(event, "type", "OrderPaid"),
    "items": lambda event: event.data["items"].append("cake"),
}
{name: attempt(attempts[name], Event("OrderPlaced", {"items": basket})) for name in attempts}

# %% [markdown]
# ## Then a frozen class
#
# `dataclass(frozen=True)` writes the `__init__` for us, and refuses every assignment.


# %%
@dataclass(frozen=True)
class Event:
    type: str
    data: dict


loose = Event("OrderPlaced", {"items": basket})
refused = predict("01-shallow")
refused

# %%
refused.settle([n for n in ("type", "items") if "went" not in attempt(attempts[n], loose)])

# %% [markdown]
# A **shallow freeze**: to which objects the attributes refer is fixed, and nothing else. The mend
# goes all the way down: each dict is copied into one that refuses, each list into a tuple.
#
# Around the payload comes an **envelope**: an **id** to tell this event from every other, a
# **source** that says who speaks, the **time** at which it happened, and two more for later. They
# are given by name (`KW_ONLY`), or made anew for each event by a `default_factory`.


# %%
class FrozenDict(dict):
    def refuse(self, *_, **__):
        raise TypeError("an event's data cannot change")

    # Your turn, at the end: leave one name out, run this cell and the last. Which promise breaks?
    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse

    def __hash__(self):  # of a frozenset, since equal dicts may differ in the order of their keys
        return hash(frozenset(self.items()))


def freeze(value):
    if isinstance(value, dict):
        return FrozenDict({key: freeze(item) for key, item in value.items()})
    return tuple(map(freeze, value)) if isinstance(value, (list, tuple)) else value


# %%
@dataclass(frozen=True)
class Event:
    type: str
    data: dict = field(default_factory=dict)
    _: KW_ONLY
    id: str = field(default_factory=lambda: str(uuid4()))
    source: str = "/shop"
    time: datetime = field(default_factory=lambda: datetime.now(UTC))
    correlation_id: str = ""
    causation_id: str | None = None

    def __post_init__(self):  # called at the end of `__init__`
        object.__setattr__(self, "data", freeze(self.data))  # the way past `frozen`


# Your turn: take `freeze` away in the line above, run, and put it back.
event = Event("OrderPlaced", {"items": basket})
{name: attempt(attempts[name], event) for name in attempts}

# %% [markdown]
# One can still force the door, but not by accident. What stays as it is and is compared by what it
# says is called a **Value Object**. The picture is measured: before, the event held the basket.

# %%
before = who_holds_whom(event=loose, basket=basket)
class_picture(before, who_holds_whom(event=event, basket=basket), pattern="Value Object")

# %%
quiz("01-add")

# %% [markdown]
# ## The same, or alike?
#
# The dataclass compares **by value**: events are equal when all that they say is equal. That makes
# a copy from the network equal to the original. Two customers who both order tea are *not* the same
# event, and it is the id that says so. (A set also needs a **hash**, equal for equal events.)

# %%
# Your turn: change one word of what the copy says. Is it still equal?
tea = Event("OrderPlaced", {"items": ["tea"]})
copy = Event("OrderPlaced", {"items": ["tea"]}, id=tea.id, time=tea.time)
tea == copy, len({tea, copy}), tea == Event("OrderPlaced", {"items": ["tea"]})

# %% [markdown]
# ## It breaks: no answer
#
# A payment service remembers the ids that it has charged. The shop hears no answer, so it sends
# again, three times in all. Perhaps the event was lost, perhaps only the answer.

# %%
# Your turn: make the event once, before the brackets, and send that one three times.
sent = [Event("OrderPlaced", {"order": 7}) for _ in range(3)]
len({event.id for event in sent})  # how often the customer pays

# %% [markdown]
# Three charges for one order. A retry sends *the same event*: its id is made once, before the loop.
# An **idempotency key** belongs to the intent and stays the same over all retries: lesson 06.
#
# ## It breaks: which nine o'clock?
#
# Lisbon takes an order at half past nine, Berlin at ten. By their wall clocks Lisbon was first.
# Such a time is **naive**: it does not say which moment it means, and an event will refuse it.
# (`@method_of(Event)` puts a function into the class that exists.)

# %%
clocks = {"Lisbon": "2026-03-01T09:30", "Berlin": "2026-03-01T10:00"}
# Your turn: Lisbon is in the zone +00:00, Berlin in +01:00. Write that behind their times.
min(clocks, key=lambda city: datetime.fromisoformat(clocks[city]))


# %%
@method_of(Event)
def __post_init__(self):
    if self.time.utcoffset() is None:
        raise ValueError("time has no zone: use datetime.now(UTC)")
    keep = object.__setattr__
    keep(self, "time", self.time.astimezone(UTC))
    keep(self, "data", freeze(self.data))
    keep(self, "correlation_id", self.correlation_id or self.id)


@method_of(Event)
def caused(self, type, data=FrozenDict(), **others):
    return Event(type, data, correlation_id=self.correlation_id, causation_id=self.id, **others)


# Your turn: write a zone, "+01:00", behind the time.
attempt(lambda text: Event("TeaCounted", time=datetime.fromisoformat(text)), "2026-03-01T09:30")

# %% [markdown]
# `caused` makes a follow-up. Its **causation id** names the event that led to it; all that one
# intent sets off has one **correlation id**. Why not the time? The till's clock is a bit fast.

# %%
placed = Event("OrderPlaced", id="7", time=datetime.fromisoformat("2026-03-01T12:00:02Z"))
paid = placed.caused("OrderPaid", id="8", time=datetime.fromisoformat("2026-03-01T12:00:01Z"))
# Your turn: sort by `id` instead. Then call the two "9" and "10". What do ids tell of order?
[event.type for event in sorted([placed, paid], key=lambda event: event.time)]

# %% [markdown]
# Paid before it was ordered. Clocks differ, and are put right, so a time tells roughly *when*, and
# an id tells *which*. Neither tells what came first. The cause does, for these two. For more,
# somebody has to number them in one place: lesson 07.

# %%
quiz("01-order")

# %% [markdown]
# ## A fact can be wrong
#
# Somebody counts twelve boxes of tea; there are ten. The count did happen, and mail has told a
# customer "twelve". Changing the event would only hide why. So one **appends a correction**.

# %%
counted = Event("TeaCounted", {"boxes": 12})
history = [counted, Event("TeaCountCorrected", {"boxes": 10, "corrects": counted.id})]
# Your turn: it was eleven after all. Append one more.
[event.data["boxes"] for event in history]

# %%
quiz("01-wrong")

# %% [markdown]
# ## Out of the program
#
# To reach a disk or another machine, an event must become text. The standard **CloudEvents** fixes
# the names on the envelope. It has none for our last two ids; one's own are of a-z and 0-9 only.


# %%
@method_of(Event)
def to_json(self):
    said = {name.replace("_", ""): value for name, value in vars(self).items()}  # vars: attributes
    return json.dumps(said | {"specversion": "1.0", "time": self.time.isoformat()}).encode()


@method_of(Event)
@staticmethod  # called on the class, without an event
def from_json(text):
    found = json.loads(text)
    said = {each.name: found[each.name.replace("_", "")] for each in fields(Event)}
    return Event(**said | {"time": datetime.fromisoformat(found["time"])})


# Your turn: is what comes back equal, and is it the same object? Try `is` as well.
{"on the wire": json.loads(paid.to_json()), "equal": Event.from_json(paid.to_json()) == paid}

# %% [markdown]
# ## Does it hold?
#
# A **contract** is what every event of this course promises, as code. Here are its core cases, on
# your class. `eventlab.Event` keeps the rest too: it refuses at once what JSON cannot carry.

# %%
# Your turn: without `core=True`, what is still missing?
contract.check(Event, core=True)

# %% [markdown]
# **In three lines.** An event states what has happened, in the past tense, and names nobody who
# should act. It cannot change, is equal by value, and keeps its id over every retry. It may be
# wrong, and it does not say what came first.
#
# Now write one: [the exercises](../exercises/01_events.ipynb). Next: [what events do to those who
# tell and hear them](02_loose_coupling.ipynb). Back: [the start](00_start_here.ipynb).
