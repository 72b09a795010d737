# %% [markdown]
# # Exercises: event sourcing
#
# Three tasks: a store, a decider, and what brings the two together. Everything that you need stands
# in [lesson 09](../notebooks/09_event_sourcing.ipynb).
#
# `check` lets two writers meet at every call. When that breaks your code, you see the smallest
# schedule that breaks it.

# %%
from eventlab import ANY, NO_STREAM, Decider, Event, MemoryStore, WrongVersion, given
from eventlab.course import check, hint, method_of, solution
from eventlab.store import Recorded

# %% [markdown]
# ## 1. A store that tells the slower one
#
# Write a store in memory. `Recorded(event, stream, version, position)` is what reading yields.
#
# - `append` adds the events to the end of the stream and returns its new version. Versions count
#   from 1 in each stream, positions from 1 in the whole store. If the events, which a generator may
#   make, break off half-way, nothing is appended. An event that comes twice is in there twice.
# - `expected` is a version, `NO_STREAM` (there is none yet) or `ANY`. If the stream has another
#   version, raise `WrongVersion(stream, expected, its version)`, and append nothing. Who appends
#   no events is told as well.
# - `read` and `read_all` yield, in order, what comes after a version, or after a position.


# %%
class EventStore:
    """Streams of events that are only ever added to."""

    def __init__(self):
        # SOLUTION
        self._all = []
        self._streams = {}
        # STUB
        # self.log = []  # is that enough?
        # END

    def read(self, stream, *, after=0):
        """Yield the events of the stream behind that version."""
        # SOLUTION
        return iter(self._streams.get(stream, [])[after:])
        # STUB
        # raise NotImplementedError
        # END

    def read_all(self, *, after=0):
        """Yield the events of all streams behind that position."""
        # SOLUTION
        return iter(self._all[after:])
        # STUB
        # raise NotImplementedError
        # END


# %%
@method_of(EventStore)
def append(self, stream, events, *, expected=ANY):
    """Add the events, all or none, if the stream is as expected; return its new version."""
    # SOLUTION
    events = list(events)
    version = len(self._streams.get(stream, []))
    if expected is not ANY and version != (0 if expected is NO_STREAM else expected):
        raise WrongVersion(stream, expected, version)
    for event in events:
        version += 1
        recorded = Recorded(event, stream, version, len(self._all) + 1)
        self._streams.setdefault(stream, []).append(recorded)
        self._all.append(recorded)
    return version
    # STUB
    # raise NotImplementedError
    # END


# %%
check("09-store", EventStore)

# %% [markdown]
# ## 2. A decider for the stock of an item
#
# The stream of an item has these events:
#
# - `StockReceived`, `{"amount": …}`: so many came in.
# - `StockReserved`, `{"order": …, "amount": …}`: an order has got so many.
# - `StockReleased`, `{"order": …}`: the order gives back all that it had.
# - `StockCorrected`, `{"difference": …}`: somebody counted; the number may be below zero.
# - `SoldOut`, `{}`: a reservation has taken the last one.
#
# A command is a tuple. `("receive", amount)` always leads to a `StockReceived`.
# `("reserve", order, amount)` leads to nothing for an order that has items already. Otherwise it
# raises a `LookupError` if fewer are free. When it takes the last one, `SoldOut` comes behind it.
# `("release", order)` leads to nothing for an order that has none.
#
# The past is taken as it is, even if today's rules would not let it happen, and events of other
# types change nothing. All three functions compute with their arguments alone: no clock, no file,
# no mail. (To print and look does no harm.) For each `SoldOut` purchasing gets a mail: from whoever
# reads the store.


# %%
def initial():
    """Return the state before anything has happened."""
    # SOLUTION
    return 0, {}
    # STUB
    # raise NotImplementedError
    # END


# %%
def decide(command, state):
    """Return the events that the command leads to, or raise a LookupError."""
    # SOLUTION
    free, reserved = state
    match command:
        case ("receive", amount):
            return [Event("StockReceived", {"amount": amount})]
        case ("reserve", order, amount) if order not in reserved:
            if amount > free:
                raise LookupError(f"{amount} are wanted, and {free} are free")
            sold_out = [Event("SoldOut")] * (amount == free)
            return [Event("StockReserved", {"order": order, "amount": amount}), *sold_out]
        case ("release", order) if order in reserved:
            return [Event("StockReleased", {"order": order})]
    return []
    # STUB
    # raise NotImplementedError
    # END


# %%
def evolve(state, event):
    """Return the state after the event; the old one stays as it is."""
    # SOLUTION
    free, reserved = state
    data = event.data
    match event.type:
        case "StockReceived":
            return free + data["amount"], reserved
        case "StockCorrected":
            return free + data["difference"], reserved
        case "StockReserved":
            amount = reserved.get(data["order"], 0) + data["amount"]
            return free - data["amount"], {**reserved, data["order"]: amount}
        case "StockReleased":
            left = {order: n for order, n in reserved.items() if order != data["order"]}
            return free + reserved.get(data["order"], 0), left
    return state
    # STUB
    # raise NotImplementedError
    # END


stock = Decider(initial, decide, evolve)

# %% [markdown]
# `given`, `when`, `then`: say what shall come of a past and a command. No store takes part.

# %%
received = Event("StockReceived", {"amount": 3})
wanted = Event("StockReserved", {"order": 7, "amount": 2})
# SOLUTION
given(stock, [received]).when(("reserve", 7, 2)).then([wanted])
# STUB
# # given(stock, [received]).when(("reserve", 7, 2)).then([wanted])
# END

# %%
check("09-decider", stock)

# %% [markdown]
# ## 3. Handle a command, with a snapshot that may lie
#
# `handle` reads the stream, decides, and appends what was decided, if nobody else has appended in
# between. Otherwise it does all that again, three times at most; then `WrongVersion` is raised.
# Any other exception is passed on at once, whoever raised it. In the end it returns the stream's
# version.
#
# `snapshots.load(stream)` returns None, or a snapshot: its `version` and its `state`. It may be
# *stale*, and then what came later is read. It may be from a *future*: the store was restored from
# a backup, and does not have that version; then it is worth nothing. After each append, `save` a
# new one. Do not read again what a good snapshot knows. What `decide` returns may be a generator.


# %%
def handle(store, stream, decider, command, snapshots):
    """Decide the command on all that has happened, append, and return the new version."""
    # SOLUTION
    for left in (2, 1, 0):
        version, state = 0, decider.initial()
        known = snapshots.load(stream)
        if known and any(True for _ in store.read(stream, after=max(known.version - 1, 0))):
            version, state = known.version, known.state
        for recorded in store.read(stream, after=version):
            version, state = recorded.version, decider.evolve(state, recorded.event)
        events = list(decider.decide(command, state))
        try:
            after = store.append(stream, events, expected=version)
        except WrongVersion:
            if not left:
                raise
            continue
        for event in events:
            state = decider.evolve(state, event)
        snapshots.save(stream, after, state)
        return after
    # STUB
    # raise NotImplementedError
    # END


# %% [markdown]
# Try it with the package's store and your stock, without a snapshot.


# %%
class NoSnapshots:
    def load(self, stream):
        return None

    def save(self, stream, version, state):
        pass


store = MemoryStore()
# SOLUTION
for command in [("receive", 3), ("reserve", 7, 2), ("reserve", 8, 1)]:
    handle(store, "tea", stock, command, NoSnapshots())
# STUB
# # for command in [("receive", 3), ("reserve", 7, 2), ("reserve", 8, 1)]:
# #     handle(store, "tea", stock, command, NoSnapshots())
# END
[recorded.event.type for recorded in store.read("tea")]

# %%
check("09-handle", handle)

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("09-handle")` shows one way to do it. It is not the only one.

# %%
hint("09-handle")
