# %% [markdown]
# # 09 Event sourcing
#
# *Is it enough to keep what is the case, or does it pay to keep all that has happened?*
#
# After this lesson you can build an event store and a decider, let two writers meet without harm,
# and use a snapshot without trusting it. [Exercises](../exercises/09_event_sourcing.ipynb) follow.

# %%
from collections import Counter
from dataclasses import make_dataclass
from functools import reduce

from eventlab import ANY, NO_STREAM, Event, WrongVersion
from eventlab.contracts import decider, raises
from eventlab.contracts.store import store as storing
from eventlab.course import method_of, predict, quiz
from eventlab.figures import Moving, Slider, class_picture, space_time, time_travel, who_holds_whom
from eventlab.sim import Scenario, conserved, explore
from eventlab.store import Recorded  # an event with its stream, version and position

enough = predict("09-enough")
enough

# %% [markdown]
# ## What a balance has forgotten

# %%
changes = {"Ada": [50, -20], "Bob": [30, -10, 10]}  # Your turn: give both the same past.
enough.settle([sum(changes["Ada"]) != sum(changes["Bob"]), changes["Ada"] != changes["Bob"]])

# %% [markdown]
# **Event sourcing** keeps the events, and computes the state from them whenever it is needed. The
# events of one card are its **stream**. An **event store** holds many streams. Each event gets a
# **version**, which counts in its stream, and a **position**, which grows over the whole store.


# %%
class EventStore:
    def __init__(self):
        self.log = []

    def read(self, stream, after=0):  # yields one after the other
        return (each for each in self.log if each.stream == stream and each.version > after)

    def read_all(self, after=0):
        return (each for each in self.log if each.position > after)

    def version(self, stream, expected=ANY):  # what is expected comes later
        return sum(1 for _ in self.read(stream))

    def append(self, stream, events, expected=ANY):
        version, place = self.version(stream, expected), len(self.log)
        self.log += [Recorded(e, stream, version + n, place + n) for n, e in enumerate(events, 1)]
        return self.version(stream)


EventStore().append("card-2", [Event("CardIssued")] * 2)  # Your turn: append none.


# %% [markdown]
# Nothing is ever changed or taken out. What if a fact was wrong, 20 charged in place of 2?
# **Append a correction**: that 20 were charged stays true, and so is that it was mended.

# %%
kinds = ["Issued", "Charged", "ToppedUp", "Charged", "Charged", "Corrected"]
amounts = [50, 20, 30, 15, 5, 18]
log = [Event(f"Card{kind}", {"amount": n}) for kind, n in zip(kinds, amounts, strict=True)]
(store := EventStore()).append("card-1", log)
at_five = predict("09-at-five")
at_five

# %% [markdown]
# ## The fold
#
# `evolve` says what an event makes of the state. Run over all events, it **folds** them into one.


# %%
def evolve(balance, event):
    signs = {"CardIssued": 1, "CardToppedUp": 1, "CardCharged": -1, "CardCorrected": 1}
    return balance + signs.get(event.type, 0) * event.data.get("amount", 0)  # 0: not known here


at_five.settle(reduce(evolve, log[:5], 0))  # Your turn: fold six.

# %% [markdown]
# Move the cursor. The second view is another fold, a **projection**, which nobody had to foresee.

# %%
views = {"balance": lambda p: reduce(evolve, p, 0), "counts": lambda p: Counter(e.type for e in p)}
Moving(lambda at: time_travel(log, at, views), at=Slider(0, len(log), 5, unit="events"))

# %% [markdown]
# ## The decider
#
# Who wants something sends a **command**, an object (the pattern *Command*). `decide` turns it
# into events or refuses, and changes nothing. With `evolve` and a first state: a **decider**.


# %%
def decide(command, balance):
    if command.amount > balance:
        raise ValueError(f"{command.amount} is more than the {balance} on the card")
    return [Event("CardCharged", {"order": command.order, "amount": command.amount})]


Pay = make_dataclass("Pay", ["order", "amount"])  # a dataclass in one line
Decider = make_dataclass("Decider", ["initial", "decide", "evolve"])
CARD = Decider(int, decide, evolve)  # int() is 0, the first state
dict(CARD.decide(Pay(10, 5), 58)[0].data)  # Your turn: pay 60.

# %% [markdown]
# The till reads, decides, and appends; with that it says which version it has read.


# %%
class Till:
    def __init__(self, store, decider):
        self.store, self.decider, self.snapshots = store, decider, {}  # empty, for now

    def state(self, stream):
        version, state = self.snapshots.get(stream, (0, self.decider.initial()))
        for recorded in self.store.read(stream, after=version):
            version, state = recorded.version, self.decider.evolve(state, recorded.event)
        return version, state

    def handle(self, stream, command, attempts=3):
        version, state = self.state(stream)
        try:
            return self.store.append(stream, self.decider.decide(command, state), expected=version)
        except WrongVersion:  # somebody was quicker: read what they did, and decide again
            if attempts == 1:
                raise
            return self.handle(stream, command, attempts - 1)


# %%
Till(store, CARD).handle("card-1", Pay(10, 5))  # Your turn: pay 30, until it is refused.

# %%
quiz("09-rule")

# %% [markdown]
# ## It breaks: two writers
#
# Two tills charge a card of 100 at once, each with 60. The simulator lets one of them stand still
# at any call, while the other one does all its work. Each time it looks at the debt (`observe`).


# %%
def shop():
    (store := EventStore()).append("card", [Event("CardIssued", {"amount": 100})])
    return store


def pay(event, store):
    Till(store, CARD).handle("card", Pay(event.id, 60))  # Your turn: let both pay 50.


debt = {"debt": lambda store: max(0, -Till(store, CARD).state("card")[1])}  # must stay 0
world = {"offers": {"store": shop}, "observe": debt, "properties": [conserved("debt", 0)]}
tills = Scenario("two tills", pay, [Event("PaymentRequested", id=id) for id in "AB"], **world)
report = explore(tills, copies=1, faults=["meanwhile"])
space_time(report.failure.trace) if report.failure else report

# %% [markdown]
# Both decided from the same past: the later one overlooks the earlier one, a **lost update**. Each
# said which version it had read. If the stream has another one, the store refuses: **optimistic
# concurrency**. Its error says that nothing was appended, so the till can decide again.


# %%
@method_of(EventStore)
def version(self, stream, expected=ANY):
    actual = sum(1 for _ in self.read(stream))
    if (0 if expected is NO_STREAM else expected) not in (ANY, actual):  # NO_STREAM: none yet
        raise WrongVersion(stream, expected, actual)
    return actual


explore(tills.of(pay), copies=1, faults=["meanwhile"])  # Your turn: `pass` in place of `raise …`.

# %% [markdown]
# Compare and append must be one step. In the package's `SqliteStore` it is, even across processes.
#
# ## It breaks: the fold does too much
#
# `evolve` runs again at every read. Here is a new rule, put there: no card has more than 40.


# %%
def careful(balance, event):
    if event.type == "CardIssued" and event.data["amount"] > 40:
        raise ValueError("no card is issued with more than 40")
    return evolve(balance, event)


raises(ValueError, reduce, careful, log, 0)  # Your turn: with 60 in place of 40, is it raised?

# %% [markdown]
# This card can no longer be read, though it *was* issued with 50. `decide` refuses; `evolve` never
# does, asks no clock, and has no effect elsewhere. Three reads, and how many mails?

# %%
mails = []
for _ in range(3):  # Your turn: read it ten times.
    reduce(lambda balance, event: mails.append(event.type) or evolve(balance, event), log, 0)
len(mails)

# %% [markdown]
# A replay must not send mail. A reader that [remembers](06_delivery.ipynb) how far it is, may.
#
# ## Snapshots
#
# A **snapshot** is a state and its version (pattern *Memento*). `Till.state` reads on from it, so
# a **stale** one does no harm. But until yesterday `evolve` had passed over `CardCorrected`.

# %%
old = Decider(int, decide, lambda b, e: b if e.type == "CardCorrected" else evolve(b, e))
till = Till(store, CARD)
till.snapshots["card-1"] = Till(store, old).state("card-1")
till.state("card-1"), Till(store, CARD).state("card-1")  # Your turn: clear till.snapshots first.

# %% [markdown]
# The snapshot lies: it knows what came of the past, not how. The log is the truth, a snapshot a
# **cache** that may be deleted at any time. Keep it under a **schema name** too, say `card/1`.
# Whoever changes the state or `evolve` renames it to `card/2`: there is nothing under that name,
# and all is folded anew. And take snapshots only where reading was measured to be too slow.
#
# ## Who knows whom

# %%
parts = {"till": till, "store": store, "card": CARD}
memento = who_holds_whom(**parts, snapshots=till.snapshots)
class_picture(who_holds_whom(**parts), memento, pattern="Memento")

# %%
quiz("09-add")

# %% [markdown]
# ## Erasing a person
#
# Ada wants to be forgotten, and the log forgets nothing. **Crypto-shredding**: what is personal is
# stored encrypted, its key elsewhere. To erase, delete the key. Here each text has a one-time pad,
# random and never used again. (In production: AES-GCM from a well-kept library, a key per person.)

# %%
from operator import xor
from secrets import token_bytes


def seal(name, text):
    pads[name] = token_bytes(len(text.encode()))
    return bytes(map(xor, text.encode(), pads[name])).hex()


def unseal(name, sealed):
    return bytes(map(xor, bytes.fromhex(sealed), pads[name])).decode() if name in pads else "erased"


pads = {}
sent = Event("CardSent", {"to": seal("ada/address", "12 St James Square")})
labels = [unseal("ada/address", sent.data["to"])]  # a projection of the log
del pads["ada/address"]  # Your turn: leave this out.
unseal("ada/address", sent.data["to"]), labels

# %% [markdown]
# The log no longer tells her address; the projection still does. Deleting a key reaches no copy in
# plain text: projections, snapshots, mails. Clean or rebuild them; key backups must run out.
#
# ## When not
#
# Old events must be read for ever, and [upcast](05_payloads.ipynb). **Audit alone rarely justifies
# event sourcing**. And **event sourcing is not event streaming**: the store is the truth of the
# write side, and a **topic**, one channel of a broker, carries news of it to others.

# %%
quiz("09-audit")

# %%
quiz("09-streaming")

# %% [markdown]
# ## Does it hold?

# %%
print(storing.check(EventStore, core=True))  # Your turn: without `core=True`, what is missing?
decider.decider.check(lambda: lambda s, name, card, do: Till(s, card).handle(name, do), core=True)

# %% [markdown]
# `eventlab`'s stores also read in parts, and look at what they are given; `SqliteStore` is a file.
#
# **In three lines.** Events are the truth, and state is a fold of them that can be made anew.
# `decide` refuses, `evolve` only follows, and whoever appends says which version was read. A
# snapshot saves time and proves nothing; a mistake is corrected by one more event.
#
# Now [the exercises](../exercises/09_event_sourcing.ipynb). Back to [failure](08_failure.ipynb),
# to [the start](00_start_here.ipynb), or on to [CQRS](10_cqrs.ipynb).
