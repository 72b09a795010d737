# %% [markdown]
# # 13 Practice and test
#
# *What of all this would you still say right tomorrow, and how sure are you of it?*
#
# Five questions for practice, from easy to hard, then a test of ten. Each asks first how sure you
# are. Take that seriously: whoever is certain and wrong does the damage in a team, and learns the
# most when it comes out.

# %%
from eventlab.course import quiz, ten_questions

quiz("practice-1")

# %%
quiz("practice-2")

# %% [markdown]
# The next one is a program. The card runs it when you have found what it prints. Go through it with
# a pencil first: what is in `waiting` after each line?

# %%
quiz("practice-3")

# %% [markdown]
# A list can be a queue, and a slow one: after `pop(0)` all that is left moves up by one place.
# How many moves does it take to work off a backlog?

# %%
waiting, moves = ["order"] * 1_000, 0  # Your turn: twice as many. How do the moves grow?
while waiting:
    waiting.pop(0)
    moves += len(waiting)
moves

# %% [markdown]
# `collections.deque` moves nothing: `popleft` takes one from the left, and the others stay where
# they are. Keep that in mind for the consumer that follows.

# %%
quiz("practice-4")

# %% [markdown]
# Two faults, then: one ends the program, the other one does the work in the wrong order and says
# nothing. The second is found later, and costs more. Now mend both. Your lines are run apart from
# this notebook, so nothing can break.

# %%
quiz("13-mend")

# %%
quiz("practice-5")

# %% [markdown]
# ## What the course says, in six lines
#
# Events say what has happened. Whoever announces one names no receiver, and that makes the coupling
# loose; schema, meaning and time stay shared.
#
# A bus or a broker carries events to any number of listeners. Being asynchronous, durable or fast
# are further properties, each with its price.
#
# Order holds per key. Delivery is at least once. So handlers bear repetition, and what must hold
# together is committed together.

# %%
quiz("13-way")

# %% [markdown]
# What fails is tried again with a bound, and laid aside with its reason when that does not help.
#
# Payloads change; old readers and old events stay. Additions are safe, renames are not.
#
# When the events are the truth, state is a fold of them and read models can be built anew. That
# buys history and costs care: take it where the history is needed.

# %% [markdown]
# ## The ten questions again
#
# The same ten concepts as before the course, with other values. Nothing is explained until the end.
# Then you see both results side by side, how right you were when you were certain, and which lesson
# to open again.

# %%
ten_questions("after")

# %%
from eventlab.course import progress

progress()  # Your turn: run this again after the test.

# %% [markdown]
# **In three lines.** What you know, you can explain together with its exception. What you were
# certain of and got wrong is the best thing to read next. Take the ten again in a week: what is
# right then is likely to stay.
#
# Next: [the capstone, a social feed](14_capstone_social_feed.ipynb). Back:
# [myths and pitfalls](12_myths_and_pitfalls.ipynb), [the start](00_start_here.ipynb).
