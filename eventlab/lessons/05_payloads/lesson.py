# %% [markdown]
# # 05 Payloads
#
# *What must an event tell, and who breaks when that changes?*
#
# After this lesson you can declare a payload and check it at the boundary; say of any change which
# readers it breaks and who must be upgraded first; and lead old events up to the newest version.
# [Three exercises](../exercises/05_payloads.ipynb) follow.

# %%
from dataclasses import MISSING, asdict, dataclass, fields

import eventlab
from eventlab.course import method_of, predict, quiz, reveal

five_changes = predict("05-five-changes")
five_changes

# %% [markdown]
# ## A payload that nobody described
#
# The **payload** is what an event carries in its `data`. The checkout calls the price `sum`. The
# receipts were written by somebody else, who expected a `total` and wanted no crashes.


# %%
def receipt(data):
    return f"You have paid {data.get('total', 0)} euros."


# Your turn: with data['total'] instead, who learns of the mistake, and when?
receipt({"order": 7, "sum": 30})

# %%
quiz("05-unclear")

# %% [markdown]
# ## Say it once
#
# A **schema** says what a payload holds. Ours is a frozen dataclass, known to the writer and to the
# readers. It has type hints. Does Python look at them?


# %%
@dataclass(frozen=True)
class OrderPlaced:
    order: int
    total: int  # euros
    gift: bool = False


# Your turn: leave out the total. Which mistakes does Python find, and which not?
OrderPlaced(order="seven", total=None)

# %% [markdown]
# It does not look. So we do, at the **boundary**: where an event leaves its writer, and where it
# meets a reader. A value must have its type. A missing field needs a default. A field that the
# reader does not know is skipped. That makes it a **tolerant reader**: its writers may add fields.


# %%
def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data:
            value = found[field.name] = data[field.name]
            if type(value) is not field.type:
                raise ValueError(f"{field.name} is {value!r}")
        elif field.default is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)


# %%
def outcome(payload, data):
    try:
        return parse(payload, data)
    except ValueError as error:
        return f"refused: {error}"


# Your turn: make it 30, or True. Leave it out. Add a field of your own.
outcome(OrderPlaced, {"order": 7, "total": "30"})

# %% [markdown]
# ## It breaks: the payload changes
#
# Here are the events of your bet, one for each change. The reader is the one above, a year old.

# %%
new_events = {
    "`currency` comes, required": {"order": 7, "total": 30, "currency": "EUR"},
    "`note` comes, with a default": {"order": 7, "total": 30, "note": "ring twice"},
    "`gift` goes": {"order": 7, "total": 30},
    "two fields swap places": {"total": 30, "order": 7},
    "`total` is renamed": {"order": 7, "amount": 30},
}
answers = {change: outcome(OrderPlaced, data) for change, data in new_events.items()}
five_changes.settle([change for change in answers if "refused" in str(answers[change])])

# %%
quiz("05-additive")

# %% [markdown]
# There is a second direction: a **new** reader meets an **old** event, out of a queue or a store.
# The shop has changed its payload twice: no more gifts, and the total renamed; then a currency.


# %%
@dataclass(frozen=True)
class Renamed:
    order: int
    amount: int


@dataclass(frozen=True)
class WithCurrency:
    order: int
    amount: int
    currency: str  # Your turn, when you have seen the picture below: give it a default.


# %% [markdown]
# Whether a change is harmless can be tried: write the least that the one class allows, and read it
# with the other. The picture does so for all pairs, and with everything that a class may write.


# %%
def least(writer):
    return {f.name: f.type(7) for f in fields(writer) if f.default is MISSING}


# Your turn: put in the second change, from Renamed to WithCurrency. Who breaks now?
old, new = OrderPlaced, Renamed
{"old reader": outcome(old, least(new)), "new reader": outcome(new, least(old))}

# %%
from eventlab.figures import class_picture, version_picture, who_holds_whom

versions = {"v1": OrderPlaced, "v2": Renamed, "v3": WithCurrency}
# Your turn: which ✕ go when `currency` has a default? Undo it. And what if `total` has one?
version_picture(versions)

# %% [markdown]
# A change with which old readers can live is **forward compatible**: the writer may be upgraded
# first. One with which new readers can live is **backward compatible**: the readers may go first. A
# new field with a default is both, **fully compatible**, so anyone may. A new required field is
# only forward. A rename is neither: write both names; when the old events are through, let the
# readers change over; then drop the old name. Or let the readers translate, as in the next section.

# %%
reveal("05-same-moment")

# %% [markdown]
# ## It breaks: stored events are old for ever
#
# In the first row of the picture today's reader refuses last year's events. An **upcaster** turns
# the data of one version into those of the next. The new reader climbs from the version that an
# event was written in, step by step. The pattern's name for each step is **Adapter**.
#
# A registry keeps the newest class and the steps. Its methods return a function, so that each can
# stand as an `@` above what it keeps.


# %%
class SchemaRegistry:
    def __init__(self):
        self.newest, self.written_as = {}, {}  # (version, class) by type, and the reverse
        self.steps = {}  # upcasters by the type and version that they lead on from

    def register(self, type, version=1):
        def keep(payload):
            self.newest[type], self.written_as[payload] = (version, payload), (type, version)
            return payload

        return keep

    def upcaster(self, type, version):
        def keep(step):
            self.steps[type, version] = step
            return step

        return keep


# %%
@method_of(SchemaRegistry)
def event(self, payload):
    type, version = self.written_as[payload.__class__]
    data = asdict(payload)  # of an instance, a dict
    parse(payload.__class__, data)  # Your turn: without this line, what could be written?
    return eventlab.Event(type, data, dataschema=f"urn:shop:{type}:{version}")


@method_of(SchemaRegistry)
def read(self, event):
    newest, payload = self.newest[event.type]
    version, data = int(event.dataschema.rpartition(":")[2]), event.data
    for step in range(version, newest):
        data = self.steps[event.type, step](data)
    return parse(payload, data)


# %% [markdown]
# An event says in its `dataschema` which version it is of: `event` writes it, and `read` looks it
# up. Both check what passes the boundary. Last year the checkout wrote version 1. Today's reader
# knows version 3, and the way there.


# %%
def today(registry):
    @registry.upcaster("OrderPlaced", 1)
    def rename(data):
        return {"amount" if name == "total" else name: data[name] for name in data}

    # Your turn: take this step out, and run the next cell. Who notices, and when? Put it back.
    @registry.upcaster("OrderPlaced", 2)
    def add_currency(data):
        return {**data, "currency": "EUR"}

    registry.register("OrderPlaced", 3)(WithCurrency)
    return registry


# %%
last_year = SchemaRegistry()
last_year.register("OrderPlaced")(OrderPlaced)
stored = last_year.event(OrderPlaced(order=7, total=30))
today(SchemaRegistry()).read(stored), dict(stored.data)

# %%
version_picture(versions, registry=today(eventlab.SchemaRegistry()))

# %%
quiz("05-touch")

# %% [markdown]
# ## How much shall an event tell?
#
# A **thin** event is a notification: order 7 was placed, and who wants more asks back. A **fat**
# event carries the state along. Here is shipping in both kinds.


# %%
class Checkout:
    def __init__(self):
        self.streets = {7: "Mill Lane"}  # of its orders


def thin_shipping(checkout):
    return lambda event: checkout.streets[event.data["order"]]


def fat_shipping(event):
    return event.data["street"]


label = predict("05-label")
label

# %%
checkout = Checkout()
thin = eventlab.Event("OrderPlaced", {"order": 7})
fat = eventlab.Event("OrderPlaced", {"order": 7, "street": checkout.streets[7]})
checkout.streets[7] = "Hill Road"  # Your turn: what if the order is gone? `del checkout.streets[7]`
label.settle([thin_shipping(checkout)(thin), fat_shipping(fat)])

# %%
thin_way = who_holds_whom(shipping=thin_shipping(checkout), checkout=checkout)
fat_way = who_holds_whom(shipping=fat_shipping, checkout=checkout)
class_picture(thin_way, fat_way, pattern="Event-carried state transfer")

# %% [markdown]
# The reference is gone. What stays is the schema: whoever reads `street` depends on that name, its
# type and its meaning. Coupling has moved there, and each field more is more of it.

# %%
quiz("05-thin-or-fat")

# %% [markdown]
# ## Does it hold?

# %%
from eventlab.contracts.schema import schema as contract

# Your turn: without `core=True`, what is still missing?
contract.check(SchemaRegistry, core=True)

# %% [markdown]
# `eventlab.SchemaRegistry` keeps the rest: it finds a missing upcaster at registration, not at the
# first old event; payloads may be nested; an event may name no version, or a future one. And
# `eventlab.compatibility` finds the rename behind a default: nobody refuses it, all are misled.
#
# **In three lines.** A schema is checked at both ends, and it is coupling that remains. Ask of each
# change whom it breaks, in both directions: that says who goes first. Old events are led up step by
# step, and never rewritten.
#
# Next are [the exercises](../exercises/05_payloads.ipynb) and [delivery](06_delivery.ipynb). Or go
# back to [asynchronous work](04_async.ipynb).
