# %% [markdown]
# # 02 Loose coupling
#
# *What has to change when somebody else changes?*
#
# After this lesson you can measure who is coupled to whom; turn direct calls into an event, so that
# reactions come and go while the checkout stays as it is; and say which coupling is left.
# [Two exercises](../exercises/02_loose_coupling.ipynb) follow.

# %%
from functools import partial  # a function with arguments filled in

from eventlab import Bus, Event, VirtualClock
from eventlab.course import load, predict, quiz, reveal
from eventlab.figures import Moving, Slider, class_picture, coupling_picture, edited, who_holds_whom

fourth = predict("02-fourth")
fourth

# %% [markdown]
# ## Everybody by name
#
# One part is **coupled** to another when a change of the other can reach it: it must be edited, or
# no longer does what it did. To measure that, here is a shop of four files. Each is a text, so that
# we can run it *and* read whom it imports; `load` makes modules of them. The checkout calls three
# others by name. The total is in euros.

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
order = ("teapot", "ada@example.org", 25)  # Your turn: order something else.
load(direct)["checkout"].place(*order)

# %% [markdown]
# Shipping wants to hear of each order as well. Its own file is new, and the checkout's gets an
# import above and a call below. `edited` compares the files that were there before.

# %%
direct_grown = direct | {
    "shipping": "def pack(item): print('shipping:', item)",
    # Your turn: give shipping the email, too. Which files are edited then?
    "checkout": f"""
        import shipping
        {direct["checkout"].strip()}
            shipping.pack(item)
        """,
}
edited(direct, direct_grown)

# %% [markdown]
# Whoever wants to hear of an order has to change the file that takes the customers' money, test it
# again and wait for its release. That is how systems become tightly coupled: no bad decision, one
# sensible line after another.

# %%
quiz("02-why")

# %% [markdown]
# ## The checkout tells
#
# Now the checkout says what has happened, and to nobody in particular. The bus is the package's;
# you will build one in lesson 03. Until then: `subscribe` puts a function on the list of a type,
# and `publish` calls those on the list of its event's type.
#
# Somebody must still bring them all together. A file of its own does that, and nothing else: the
# **composition root**, here called `app`.

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

# %%
# Your turn: take one `subscribe` out, run, and put it back. Did you touch the checkout?
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
load(events)["app"].checkout.place(*order)

# %%
# The fourth, with your bet beside it. Your turn: add a fifth, a survey, in the same way.
events_grown = events | {
    "shipping": "def pack(event): print('shipping:', event.data['item'])",
    "app": f"""
        {events["app"].strip()}
        import shipping
        bus.subscribe("OrderPlaced", shipping.pack)
        """,
}
load(events_grown)["app"].checkout.place(*order)
edits = [edited(direct, direct_grown), edited(events, events_grown)]
fourth.settle(edits, picture=coupling_picture(direct, events, grown=(direct_grown, events_grown)))

# %% [markdown]
# One file before, one file after. The event has not saved the edit: it has *moved* it, out of the
# checkout and into a file that has no other work. Move the number of reactions and watch where the
# arrows go.


# %%
def shops(count):  # writes both shops for the picture; you may skip it
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
# Shipping fetches the parcel at a branch, and looks for it in the event. Nobody has put it there.

# %%
# Your turn: who will still do their work? Say it, then run.
shipping = {"shipping": "def pack(event): print('shipping:', event.data['branch'])"}
try:
    load(events_grown | shipping)["app"].checkout.place(*order)
except ExceptionGroup as group:  # several errors in one
    print("failed:", group.exceptions)

# %% [markdown]
# The others did their work, and the checkout got the error of somebody whom it does not know. The
# mend: the checkout writes into the event where the parcel is fetched.

# %%
field = ("total=total", "total=total, branch='High Street'")
# Your turn: rename a field as well: the second begins with `amount=total`. Who fails now?
mended = events_grown | shipping | {"checkout": events["checkout"].replace(*field)}
load(mended)["app"].checkout.place(*order)
edited(events_grown | shipping, mended)

# %% [markdown]
# So the checkout was edited after all. It does not know its readers, but every reader knows what it
# writes: the event's **schema**, the dashed arrows of the figure. A field that is added hurts no
# reader that passes over what it does not know; one that is renamed hurts whoever reads it.
#
# ## It breaks without a sound
#
# Next the checkout's team begins to count in cents. The field keeps its name. What does points do?

# %%
# Your turn: say the number aloud, then run.
load(events)["app"].checkout.place("teapot", "ada@example.org", 2500)

# %% [markdown]
# A hundred times the points, and no error. Name and type are as they were; only the **meaning** is
# another, and no check of the form can find that.
#
# What about **time**? Somebody is slow here. The clock is a virtual one: you need not wait.

# %%
shop, clock = load(events)["app"], VirtualClock()
# Your turn: subscribe a second slow one. How long does the checkout take?
shop.bus.subscribe("OrderPlaced", lambda event: clock.advance(30))
shop.checkout.place(*order)
f"the checkout was kept for {clock.now():g} s"

# %% [markdown]
# The checkout does not know the slow one, and waits for it all the same. An event loosens *who
# knows whom*; it need not loosen *who waits for whom*. That is lesson 04.

# %%
quiz("02-reaches")

# %% [markdown]
# ## Observer or publish-subscribe?
#
# There is a step between the two. The checkout keeps a list of functions and calls each; its code
# names none of them. This pattern is called **Observer**, and the checkout is its *subject*.


# %%
class Subject:
    def __init__(self, *observers):
        self.observers = observers

    def place(self, item):
        for observer in self.observers:
            observer(Event("OrderPlaced", {"item": item}))


stock, mail = load(events)["stock"].reserve, load(events)["mail"].thank
Subject(stock).place("cup")  # Your turn: let mail hear it, too. What is it missing?

# %% [markdown]
# Its code names nobody, so a newcomer edits nothing in it. Is that not enough? Let two of them
# sell, a web shop and a till, and ask the objects what they hold.

# %%
web, till = Subject(stock, mail), Subject(stock, mail)
observer = who_holds_whom(web=web, till=till, stock=stock, mail=mail)

bus, Checkout = Bus(), load(events)["checkout"].Checkout
bus.subscribe("OrderPlaced", stock)
bus.subscribe("OrderPlaced", mail)
# Your turn: open a third checkout on each side. How many arrows are new?
web, till = Checkout(bus), Checkout(bus)
after = who_holds_whom(web=web, till=till, bus=bus, stock=stock, mail=mail)
class_picture(observer, after, pattern="From Observer to publish-subscribe")

# %% [markdown]
# A subject *holds* its observers, and whoever joins must find every subject. With
# **publish-subscribe** neither side holds the other: one subscription hears both shops. The price
# stands in the middle. Every arrow begins or ends at the bus: whoever changes how it is called
# changes everybody.

# %%
quiz("02-pattern")

# %% [markdown]
# ## When a call is right
#
# First the checkout must know how many teapots are left. With a call that is one line. With events
# it is a question, and a wait for somebody's answer.

# %%
answers = []
bus.subscribe("StockCounted", lambda event: answers.append(event.data["left"]))
bus.publish(Event("StockAsked", {"item": "teapot"}))
answers  # Your turn: whose answer is missing? Could there also be two?

# %%
reveal("02-never-direct")

# %%
reveal("02-only-large", picture=drawn(1))

# %% [markdown]
# ## Does it hold?
#
# A **contract** is a list of promises as code, to be run on whatever claims to keep them. This one
# is for publishers. First the checkout that calls everybody, with reactions that print nothing.

# %%
from eventlab.contracts.publisher import publisher as contract

quiet = direct | dict.fromkeys(["stock", "mail", "points"], "reserve = thank = add = lambda *_: 0")
contract.check(lambda bus: partial(load(quiet)["checkout"].place, *order), core=True)

# %% [markdown]
# It keeps nobody, because it has not heard of the bus. Now the checkout that tells:

# %%
# Your turn: let it have a bus of its own: `Checkout(Bus())`. Which promises go?
contract.check(lambda bus: partial(Checkout(bus).place, *order), core=True)

# %% [markdown]
# **In three lines.** With an event the publisher names a fact, and no receiver. Who reacts is
# decided in one place that does nothing else. Coupling moves, it does not vanish: schema, meaning,
# time and the bus are left.
#
# Now [the exercises](../exercises/02_loose_coupling.ipynb). Next: [the bus](03_event_bus.ipynb),
# which you build yourself. Back: [events](01_events.ipynb).
