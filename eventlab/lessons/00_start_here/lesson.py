# %% [markdown]
# # Start here
#
# *What is an event-driven system, and how does this course teach it?*
#
# Think of a shop's group chat. The checkout writes "order 7 was placed". Stock reads it and
# reserves the goods, mail writes a letter, loyalty adds points. The checkout told nobody what to
# do, nor does it know who reads. That is **event-driven design**: parts say what has happened, and
# those who care react.
#
# Click into the next cell, press Shift+Enter to run it, and do so again for the one below.

# %%
from eventlab import Bus, Event
from eventlab.sim.recorder import watch


def stock(event):
    return f"reserve the goods of order {event.data['order']}"


def mail(event):
    return f"write a letter about order {event.data['order']}"


def loyalty(event):
    return f"add points for order {event.data['order']}"


bus = Bus()  # carries events to those who listen
seen = watch(bus, publisher="checkout")  # writes down what really happens
for listener in (stock, mail, loyalty):
    bus.subscribe("OrderPlaced", listener)

# %%
from eventlab.figures import BusFlow, class_picture, who_holds_whom

flow = BusFlow(seen, lambda: bus.publish(Event("OrderPlaced", {"order": 7})))
flow

# %% [markdown]
# Press *Publish an event*. This is no film: the button publishes a real event, and the picture
# shows the calls that were made. Step through it forwards and back.
#
# Now a bet. You will be asked to bet before most runs, because one remembers what one did not
# expect. Nobody keeps score.

# %%
from eventlab.course import predict, progress, quiz

references = predict("00-who-knows")
references

# %%
listeners = who_holds_whom(stock=stock, mail=mail, loyalty=loyalty)
references.settle(len(listeners.references), picture=class_picture(listeners))

# %% [markdown]
# The three are held together by one thing only, and it stands in the first cell: the name of the
# event, and the data that it carries.

# %%
heard = []


def audit(event):
    heard.append(event.data["order"])


bus.subscribe("OrderPlaced", audit)
bus.publish(Event("OrderPlaced", {"order": 8}))  # Your turn: publish a second order, 9.
heard

# %%
from eventlab.figures import bus_flow

bus_flow(seen.trace)

# %% [markdown]
# A fourth listener, and no line above it was touched. That is what event-driven design is for:
# parts that change apart from each other. What it costs is the rest of this course: events that
# arrive twice, too late, in another order or not at all, and what to do about it.

# %%
quiz("00-what")

# %%
quiz("00-why")

# %% [markdown]
# ## How a lesson works
#
# You read a little, run a cell, bet, answer, and change lines marked *Your turn*. Then something
# breaks, and you mend it. Each lesson ends with a **contract**: promises as code, run on what you
# have just built.
#
# Exercises are apart. There you write, and `check` tells you what breaks your code and how. Try it
# on something small: [the warm-up](../exercises/00_start_here.ipynb).

# %%
progress()  # Your turn: do the warm-up, come back, and run this again.

# %% [markdown]
# ## Ten ways in
#
# *Read:* [the event bus](03_event_bus.ipynb) from top to bottom. *See it move:* the figure above.
# *Bet first:* answer only the bets, then the text between. *Build it:* type the cells of the
# lesson into an empty notebook. *Break it:* change every line marked *Your turn*. *Mend it:* the
# three parts called "It breaks". *Practise:* [its exercises](../exercises/03_event_bus.ipynb).
# *Test yourself:* its four questions. *Review what is due:* run `progress()`. *Design a system:*
# draw who knows whom in something you wrote, then find the events in it.

# %% [markdown]
# ## Three routes
#
# *A tour of 30 minutes:* this notebook, then the event bus without its exercises. *A weekend
# before a design interview:* both, with all exercises, each again on the second day. *The whole
# course:* in the order of the numbers.
