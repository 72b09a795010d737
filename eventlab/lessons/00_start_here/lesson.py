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
# Select this text and press Shift+Enter three times. A **bus** will carry events to listeners.


# %%
def stock(event):
    return f"reserve the goods of order {event.data['order']}"


def mail(event):
    return f"write a letter about order {event.data['order']}"


def loyalty(event):
    return f"add points for order {event.data['order']}"


# %%
from eventlab import Bus, Event
from eventlab.figures import BusFlow, class_picture, who_holds_whom
from eventlab.sim.recorder import watch

bus = Bus()
seen = watch(bus, publisher="checkout")  # writes down what really happens
for listener in (stock, mail, loyalty):
    bus.subscribe("OrderPlaced", listener)
flow = BusFlow(seen, lambda: bus.publish(Event("OrderPlaced", {"order": 7})))
flow

# %% [markdown]
# Press *Publish an event*. This is no film: the button publishes a real event, and the picture
# shows the calls that were made. Step through it forwards and back.
#
# Now a bet. You will be asked to bet before the runs that surprise people, because one remembers
# what one did not expect. A lost bet is worth more than a won one.

# %%
from eventlab.course import predict, progress, quiz

references = predict("00-who-knows")
references

# %%
listeners = who_holds_whom(stock=stock, mail=mail, loyalty=loyalty)
references.settle(len(listeners.references), picture=class_picture(listeners))

# %%
# A fourth listener comes in.
heard = []


def audit(event):
    heard.append(event.data["order"])


bus.subscribe("OrderPlaced", audit)

# %%
# Your turn: publish a second order, number 9.
bus.publish(Event("OrderPlaced", {"order": 8}))
heard

# %%
from eventlab.figures import bus_flow

bus_flow(seen.trace)

# %% [markdown]
# A fourth listener, and no line above it was touched. The four are held together by the event only:
# by its name, and by the data that it carries. That is what event-driven design is for: parts that
# change apart from each other. What it costs is the rest of this course: events that
# arrive twice, too late, in another order or not at all, and what to do about it.

# %%
quiz("00-what")

# %%
quiz("00-why")

# %% [markdown]
# ## How a lesson works
#
# You read a little, run a cell, bet, answer, and change lines marked *Your turn*. Then something
# breaks, and you mend it. Most lessons end with a **contract**: promises as code, run on what you
# have just built.
#
# Exercises are apart. There you write, and `check` tells you what breaks your code and how. Try it
# on something small: [the warm-up](../exercises/00_start_here.ipynb).

# %% [markdown]
# All of it can be done with the keyboard. In a selected cell, Enter is to edit and Escape to stop;
# Tab leads into a card or figure, where Tab, the arrows, Space and Enter work, and Escape leads
# back to its cell.
#
# The next day, choose *Run, Run All Cells*: until then old cards say "model not found". Your
# answers are kept.

# %%
progress()  # Your turn: do the warm-up, come back, and run this again.

# %% [markdown]
# ## Where you stand
#
# Ten questions, some of them hard, before you begin. The same concepts come back at the end of the
# course, and then you see what has changed. Skip it if you like.

# %%
from eventlab.course import ten_questions

ten_questions("before")

# %% [markdown]
# ## Ten ways in
#
# 1. *Read:* [events](01_events.ipynb).
# 2. *See it move:* [asynchronous work](04_async.ipynb), whose figure has four controls.
# 3. *Bet first:* only the bets of [payloads](05_payloads.ipynb), then the rest.
# 4. *Build it:* type [the event bus](03_event_bus.ipynb) into an empty notebook.
# 5. *Break it:* each *Your turn* of [ordering](07_ordering.ipynb) and [failure](08_failure.ipynb).
# 6. *Mend it:* [three programs](../exercises/12_myths_and_pitfalls.ipynb), each with a pitfall.
# 7. *Practise:* [exercises](../exercises/03_event_bus.ipynb).
# 8. *Test yourself:* [five questions](13_practice_test.ipynb).
# 9. *Review what is due:* `progress()`.
# 10. *Design a system:* [a social feed](14_capstone_social_feed.ipynb), as in an interview.

# %% [markdown]
# ## Three routes
#
# *A tour, half an hour:* this notebook, then [the event bus](03_event_bus.ipynb) without its
# exercises.
#
# *A weekend before a design interview:* on the first day [loose coupling](02_loose_coupling.ipynb),
# [the event bus](03_event_bus.ipynb) and [delivery](06_delivery.ipynb), with all exercises. On the
# second [failure](08_failure.ipynb), the same exercises from memory, and
# [the capstone](14_capstone_social_feed.ipynb).
#
# *The whole course:* in the order of the numbers, up to RabbitMQ and Kafka in
# [real brokers](15_real_brokers.ipynb). Next: [events](01_events.ipynb).
