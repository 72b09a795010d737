# %% [markdown]
# # 02 Loose coupling
#
# *What has to change when somebody else changes?*
#
# After this lesson you can measure who is coupled to whom; turn direct calls into an event, so that
# reactions come and go while the checkout stays as it is; and say which coupling is left.
# [Two exercises](../exercises/02_loose_coupling.ipynb) follow.

# %%
from eventlab import Bus, Event, VirtualClock
from eventlab.course import load, predict, quiz, reveal
from eventlab.figures import Moving, Slider, class_picture, coupling_picture, edited, who_holds_whom

fourth = predict("02-fourth")
fourth

# %% [markdown]
# ## Everybody by name
#
# One part is **coupled** to another when a change of the other can force an edit of the first. To
# see that, here is a shop as four files. Each file is a text, so that we can run it *and* read what
# it imports. The checkout calls three others by name.

# %%
direct = {
    "stock": "def reserve(item): print('stock:', item)",
    "mail": "def thank(email): print('mail:', email)",
    "points": "def add(email, total): print('points:', email, total)",
    "checkout": """
        import mail, points, stock

        def place(item, email, total):
            stock.reserve(item)
            mail.thank(email)
            points.add(email, total)
        """,
}
order = ("teapot", "ada@example.org", 25)  # the total is in euros
load(direct)["checkout"].place(*order)

# %% [markdown]
# Shipping wants to hear of each order as well. Its own file is new; which of the four files has to
# be edited for it?

# %%
# Your turn: take points out of the checkout as well. Which files are edited now?
direct_grown = direct | {
    "shipping": "def pack(item): print('shipping:', item)",
    "checkout": """
        import mail, points, shipping, stock

        def place(item, email, total):
            stock.reserve(item)
            mail.thank(email)
            points.add(email, total)
            shipping.pack(item)
        """,
}
edited(direct, direct_grown)

# %% [markdown]
# The checkout, each time. Whoever wants to hear of an order has to change the file that takes the
# customers' money, test it again and wait for its release. Its list of names grows with every wish,
# and an error in any of them ends the sale. That is how systems become tightly coupled: one
# sensible line after another.
#
# ## The checkout tells
#
# Now it says what has happened, and to nobody in particular. The bus is the package's; you will
# build one in lesson 03. Until then: `subscribe` puts a function on a list, `publish` calls all
# that are on it.

# %%
events = {
    "stock": "def reserve(event): print('stock:', event.data['item'])",
    "mail": "def thank(event): print('mail:', event.data['email'])",
    "points": "def add(event): print('points:', event.data['email'], event.data['total'])",
    "checkout": """
        from eventlab import Event

        class Checkout:
            def __init__(self, bus):
                self.bus = bus

            def place(self, item, email, total):
                self.bus.publish(Event("OrderPlaced", dict(item=item, email=email, total=total)))
        """,
}

# %% [markdown]
# Somebody must still bring them together. A file of its own does that, and nothing else: the
# **composition root**, here called `app`.

# %%
events["app"] = """
        import mail, points, stock
        from checkout import Checkout
        from eventlab import Bus

        bus = Bus()
        bus.subscribe("OrderPlaced", stock.reserve)
        bus.subscribe("OrderPlaced", mail.thank)
        bus.subscribe("OrderPlaced", points.add)
        checkout = Checkout(bus)
        """
# Your turn: take one `subscribe` out, run, and put it back. Did you touch the checkout?
load(events)["app"].checkout.place(*order)

# %% [markdown]
# And the fourth? Here is what it takes, and your bet beside it.

# %%
events_grown = events | {
    "shipping": "def pack(event): print('shipping:', event.data['item'])",
    "app": f"""{events["app"]}
        import shipping
        bus.subscribe("OrderPlaced", shipping.pack)
        """,
}
load(events_grown)["app"].checkout.place(*order)
fourth.settle(
    [edited(direct, direct_grown), edited(events, events_grown)],
    picture=coupling_picture(direct, events, grown=(direct_grown, events_grown)),
)

# %% [markdown]
# One file before, one file after. Events have not saved the edit: they have *moved* it, out of the
# checkout and into a file that has no other work. Move the number of reactions and watch where the
# arrows go.


# %%
def shops(count):
    names = ["stock", "mail", "points", "shipping", "tax", "survey"][:count]
    files = dict.fromkeys(names, "def react(event): event.data['item']")
    calls = "".join(f"    {name}.react(item)\n" for name in names)
    hears = "".join(f"bus.subscribe('OrderPlaced', {name}.react)\n" for name in names)
    tells = "def place(bus, item): bus.publish(Event('OrderPlaced', dict(item=item)))"
    imports = f"import {', '.join(names)}\n"
    before = {"checkout": f"{imports}def place(item):\n{calls}"}
    return files | before, files | {"checkout": tells, "app": f"{imports}import checkout\n{hears}"}


def drawn(reactions):
    return coupling_picture(*shops(reactions), grown=shops(reactions + 1))


Moving(drawn, reactions=Slider(1, 5, value=3))

# %%
quiz("02-touch")

# %% [markdown]
# ## It breaks: the newcomer needs more
#
# A parcel needs an address. Shipping takes it out of the event, where nobody has put it.

# %%
wants_address = events_grown | {
    "shipping": "def pack(event): print('shipping:', event.data['address'])"
}
try:
    load(wants_address)["app"].checkout.place(*order)
except ExceptionGroup as group:
    print(group.exceptions)

# %% [markdown]
# So the checkout must be edited after all. It does not know its readers, but every reader knows
# what it writes: the dashed arrows, the **schema**. A field that is added hurts nobody, one that is
# renamed hurts whoever reads it. Both need somebody to agree, and the bus does not do that.
#
# ## It breaks without a sound
#
# Next the checkout's team counts in cents. The field keeps its name. What does points do?

# %%
# Your turn: say the number aloud, then run.
load(events)["app"].checkout.place("teapot", "ada@example.org", 2500)

# %% [markdown]
# A hundred times the points, and no error. Name and type agree, only the **meaning** does not. No
# check of the form can find that.
#
# What about **time**? Somebody in the shop is slow; the clock is a virtual one, so you need not
# wait.

# %%
shop, clock = load(events)["app"], VirtualClock()
# Your turn: subscribe a second slow one. How long does the checkout take?
shop.bus.subscribe("OrderPlaced", lambda event: clock.advance(30))
shop.checkout.place(*order)
f"the checkout was kept for {clock.now():g} s"

# %% [markdown]
# The checkout does not know the slow one, and waits for it all the same. A bus loosens *who knows
# whom*. It need not loosen *who waits for whom*: that is lesson 04.

# %%
quiz("02-reaches")

# %% [markdown]
# ## Observer or publish-subscribe?
#
# There is a step in between. The checkout keeps a list of functions and calls each. Its file names
# nobody, so a newcomer edits nothing there. The pattern is called **Observer**, and the checkout is
# its *subject*. Now let two of them sell: a web shop and a till.


# %%
class Subject:
    def __init__(self, *observers):
        self.observers = observers

    def place(self, item, email, total):
        for observer in self.observers:
            observer({"item": item, "email": email, "total": total})


# %%
files = load(events)
reactions = {"stock": files["stock"].reserve, "mail": files["mail"].thank}
web, till = Subject(*reactions.values()), Subject(*reactions.values())
observer = who_holds_whom(web=web, till=till, **reactions)

bus = files["app"].bus
web, till = files["checkout"].Checkout(bus), files["checkout"].Checkout(bus)
# Your turn: add `"points": files["points"].add` to the reactions, and count the arrows.
publish_subscribe = who_holds_whom(web=web, till=till, bus=bus, **reactions)
class_picture(observer, publish_subscribe, pattern="From Observer to publish-subscribe")

# %% [markdown]
# A subject *holds* its observers; whoever joins must find every subject. With **publish-subscribe**
# neither side holds the other, and one subscription hears both shops. The price stands in the
# middle: every arrow begins or ends at the bus. It is shared by all, and whoever changes how it is
# called changes everybody.

# %%
quiz("02-pattern")

# %% [markdown]
# ## When a call is right
#
# Before it takes money, the checkout asks stock how many teapots are left. With a call that is one
# line. With events:


# %%
def left_by_events(bus):
    answers = []
    bond = bus.subscribe("StockCounted", lambda event: answers.append(event.data["left"]))
    bus.publish(Event("StockAsked", {"item": "teapot"}))
    bond.cancel()
    return answers


# Your turn: how many answers come from this bus, on which stock has not subscribed yet?
left_by_events(Bus())

# %%
reveal("02-never-direct")

# %%
reveal("02-only-large", picture=drawn(1))

# %% [markdown]
# ## Does it hold?
#
# A **contract** is a list of promises as code, which can be run on anything that claims to keep
# them. This one is for publishers. First the checkout that calls everybody, then the one that
# tells.

# %%
from functools import partial

from eventlab.contracts.publisher import publisher as contract


def calling(bus):
    return partial(load(quiet)["checkout"].place, *order)


def telling(bus):
    return partial(files["checkout"].Checkout(bus).place, *order)


quiet = direct | {"mail": "def thank(email): ..."}
# Your turn: let the telling checkout make a bus of its own. Which promise goes?
for make in (calling, telling):
    print(contract.check(make, core=True), end="\n\n")

# %% [markdown]
# **In three lines.** With an event the publisher names a fact, and no receiver. Who reacts is
# decided in one place that does nothing else. Coupling moves, it does not vanish: schema, meaning,
# time and the bus are left.
#
# Now [the exercises](../exercises/02_loose_coupling.ipynb). Next: [the bus](03_event_bus.ipynb),
# which you build yourself. Back: [the start](00_start_here.ipynb).
