# %% [markdown]
# # 04 Asynchronous work
#
# *Who waits for whom, and what becomes of what has to wait?*
#
# After this lesson you can say what asynchronous work gives, and what it does not; build a bus
# whose handlers work side by side and whose errors surface; and bound what waits.
# [Two exercises](../exercises/04_async.ipynb) follow.

# %%
import asyncio
import gc
import inspect

from eventlab import Bus, Event, VirtualClock
from eventlab.contracts.async_bus import async_bus as contract
from eventlab.course import method_of, predict, quiz, reveal
from eventlab.sim import Scenario, explore

waits = predict("04-waits")
waits

# %% [markdown]
# ## Wait, or go on
#
# A letter takes two seconds. The clock is virtual: it stands still until the code moves it. One
# checkout is given the bus of lesson 03, the other a list.

# %%
clock, order, letters, bus = VirtualClock(), Event("OrderPlaced", id="7"), [], Bus()
bus.subscribe("OrderPlaced", lambda event: clock.advance(2))  # Your turn: twice.


def checkout(tell):
    before = clock.now()
    tell(order)
    return "waits" if clock.now() > before else "goes on"


waits.settle([checkout(bus.publish), checkout(letters.append)])

# %% [markdown]
# A call that returns when the work is done is **synchronous**; that bus is. One that returns when
# the work is only accepted is **asynchronous**. It saves the checkout two seconds and costs it the
# answer: nobody tells it if the letter fails. And somebody still has to send it.
#
# ## Side by side
#
# An `async def` can step aside: where it must `await` something (a cell may, too), the **event
# loop** lets another go on. A **task** is a call in its care. Tasks share one thread, by turns.


# %%
async def mail(event):
    await clock.wait_async(2)  # for the mail server; others have their turn
    log.append(f"{clock.now():.0f} s: mailed")


async def stock(event):
    log.append(f"{clock.now():.0f} s: packed")


async def thumbnail(event):
    clock.advance(2)  # computes, and awaits nothing
    log.append(f"{clock.now():.0f} s: drawn")


# %%
quiz("04-seconds")

# %%
# Your turn: add a letter to the second row. When is it mailed?
for handlers in ((mail, stock, mail), (thumbnail, stock, thumbnail)):
    clock, log = VirtualClock(), ["the checkout goes on"]
    tasks = [asyncio.create_task(handler(order)) for handler in handlers]
    await clock.advance_async(7)
    print(log)

# %% [markdown]
# Waiting overlaps, work does not: there is one thread. So asynchronous code gives no throughput by
# itself: no more is done in a second. Worse, a **blocking call** (`time.sleep`, a long computation)
# stops *every* task. `asyncio.to_thread` moves waiting calls away; computing often needs processes.
#
# ## It breaks: a task that nobody keeps
#
# Start it and go on: one card is declined, one reply never comes. What would the loop log of them?


# %%
async def charge(event):
    raise ValueError("card declined")


async def reply(event):
    await asyncio.Event().wait()  # which nobody else knows


loop, unheard = asyncio.get_running_loop(), []
loop.set_exception_handler(lambda loop, context: unheard.append(context["message"]))
for handler in (charge, reply):
    asyncio.create_task(handler(order))  # Your turn: tasks.append(...) it.
    await clock.advance_async(1)
    gc.collect()
loop.set_exception_handler(None)
unheard

# %% [markdown]
# The shop was told of neither. A loop holds its tasks weakly, and what is lost is noticed only when
# the garbage collector comes by. So somebody must **keep** each task, and **await** it.

# %%
quiz("04-surface")

# %% [markdown]
# ## The mend: a bus that keeps its tasks
#
# Each delivery becomes a task. Each handler has a lock, its **turn**: whoever asks first is first.
# So a handler gets its events one at a time and in order, and a slow one holds up nobody else.
#
# `publish` begins the tasks and waits for each of them. Inside a handler it must not: it would wait
# for itself. There it adds to the outer one's list. (`task := …` names a value in passing.)


# %%
class AsyncBus:
    def __init__(self):
        self.listeners, self.at_work = [], {}

    def subscribe(self, type, handler):
        self.listeners.append((type, handler, asyncio.Lock()))

    def begin(self, event, tasks):
        for type, handler, turn in self.listeners:
            if type in (event.type, "*"):
                tasks.append(task := asyncio.create_task(call(handler, turn, event)))
                self.at_work[task] = tasks  # kept, and it is known whose it is
                task.add_done_callback(self.at_work.pop)


async def call(handler, turn, event):
    async with turn:  # Your turn, at the end: leave this out.
        outcome = handler(event)
        if inspect.isawaitable(outcome):  # a plain function has nothing to await
            await outcome


# %%
@method_of(AsyncBus)
async def publish(self, event):
    if outer := self.at_work.get(asyncio.current_task()):
        return self.begin(event, outer)
    self.begin(event, tasks := [])
    for task in tasks:  # grows while handlers publish
        await asyncio.wait([task])
    if errors := [error for task in tasks if (error := task.exception())]:
        raise ExceptionGroup(f"{len(errors)} failed", errors)


# %%
clock, log, bus = VirtualClock(), [], AsyncBus()
for handler in (mail, charge, stock):  # Your turn: charge twice, or not at all.
    bus.subscribe("OrderPlaced", handler)
publishing = asyncio.create_task(bus.publish(order))
await clock.advance_async(3)
log, publishing.exception()

# %% [markdown]
# ## It breaks: more comes than can be done
#
# `publish` waits for its handlers. To go on at once, the shop puts its orders into a **queue**, and
# a **worker** takes them out. `asyncio.Queue(20)` has twenty places: `put` waits while it is full,
# and `get` while it is empty. Without a number it has no bound.

# %%
backlog = predict("04-backlog")
backlog


# %%
async def customers(queue):
    while True:
        await clock.wait_async(1 / 12)
        await queue.put(Event("OrderPlaced", {"at": clock.now()}))


class Worker:
    def __init__(self, queue, handle):
        self.queue, self.handle = queue, handle

    async def run(self):
        while True:
            await self.handle(await self.queue.get())


async def pack(event):
    waited.append(clock.now() - event.data["at"])
    await clock.wait_async(1 / 10)


# %%
async def open_for(seconds, queue, handle):
    # Your turn: another Worker, and take it out again.
    work = asyncio.gather(customers(queue), Worker(queue, handle).run())
    await clock.advance_async(seconds)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


clock, waited = VirtualClock(), []
await open_for(75, asyncio.Queue(), pack)
backlog.settle(round(waited[60 * 12 - 1]))  # seconds, for the one that came after a minute

# %% [markdown]
# In a minute 720 came and 600 were packed. 120 are left, at 10 a second: twelve seconds, and a
# fifth of a second more with every second. (Where a system keeps up, Little's law says it of the
# averages: how many are inside is how many come in a second, times the seconds that each stays.)
# Move it. Here arrivals are random, as in life: then even 9 against 10 has to wait.

# %%
from eventlab.figures import Choice, Moving, Slider, class_picture, queue_under_load, who_holds_whom

come, go = (Slider(2, 20, rate, unit="orders/s") for rate in (12, 10))
bound, policy = Choice(None, 20, 100), Choice("block", "shed")
Moving(queue_under_load, arrival_rate=come, service_rate=go, bound=bound, policy=policy)

# %% [markdown]
# ## Backpressure
#
# A queue smooths a burst. Against lasting overload no queue is long enough: without a bound it
# takes all memory, and all in it comes too late. So set a **bound**, and choose what happens at it.
# **Block**: the producer waits; that is *backpressure*, and it travels up to whoever can slow down.
# **Shed**: refuse the new one, at once and openly. **Expire**: drop what has waited too long.


# %%
async def pack_in_time(event):
    if clock.now() - event.data["at"] <= 3:  # Your turn: 1 second.
        await pack(event)


clock, waited = VirtualClock(), []
await open_for(60, asyncio.Queue(), pack_in_time)
{"packed": len(waited), "longest wait": round(max(waited), 1)}

# %%
quiz("04-overload")

# %% [markdown]
# ## No safer by itself
#
# What waits is in memory, not **durable**. `open_for` *cancels* its tasks: each gets a
# `CancelledError` where it waits (who catches it must raise it again), and what was queued is gone.
# To *drain* is to `await queue.join()` first, until `task_done()` was said of each event. But who
# drains when the power fails? The simulator of lesson 06 takes a process that answers "I have it"
# (`ack`) while the letter goes out in the background, and stops it at every moment.


# %%
async def accept(event, mail, ack):
    letter = asyncio.create_task(mail.send(event.id))
    await ack()  # Your turn: after the letter. Is all well then?
    await letter


explore(Scenario("accept", accept), copies=1)

# %%
reveal("04-faster-and-safer")

# %% [markdown]
# ## Who knows whom
#
# On the left the bus calls `mail`. On the right it fills a queue that a worker empties: `publish`
# now waits for a place, not for the letter. The pattern is **Producer-Consumer**.

# %%
queue, shop = asyncio.Queue(20), AsyncBus()
shop.subscribe("OrderPlaced", queue.put)  # a handler like any other
queued = who_holds_whom(bus=shop, queue=queue, worker=Worker(queue, mail), mail=mail)
class_picture(who_holds_whom(bus=bus, mail=mail), queued, pattern="Producer-Consumer")

# %%
quiz("04-add")

# %% [markdown]
# ## Does it hold?

# %%
contract.check(AsyncBus, core=True)  # Your turn: without core=True.

# %% [markdown]
# `eventlab.AsyncBus` keeps the rest: `emit` accepts an event and goes on, bounded like a queue;
# `async with` drains, and raises what nobody was there to hear; whoever is cancelled, none is lost.
#
# **In three lines.** Asynchronous means: accepted now, done later. It overlaps waiting, and adds
# neither throughput nor durability. Keep and await every task; bound every queue.
#
# Now write a worker pool: [the exercises](../exercises/04_async.ipynb). Next is
# [payloads](05_payloads.ipynb). Or go back to [the event bus](03_event_bus.ipynb).
