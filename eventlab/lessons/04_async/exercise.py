# %% [markdown]
# # Exercises: asynchronous work
#
# Two tasks. In the first you complete one function; in the second you write a pool of workers that
# is bounded, can be cancelled and drains. Everything that you need stands in
# [lesson 04](../notebooks/04_async.ipynb).
#
# `check` runs your code in virtual time and in a process of its own. It also cancels it, at every
# moment at which it waits.

# %%
import asyncio

from eventlab import Event
from eventlab.course import check, hint, method_of, solution

# %% [markdown]
# ## 1. Call async handlers side by side
#
# `handlers` is a list of `async def` functions. Call each with the event, so that none waits for
# another. Return when **all** have ended, also if some raise; then raise what they raised as one
# `ExceptionGroup`, in the order of the handlers.
#
# If `publish_to_all` is cancelled, the handlers that are still at work are cancelled too, and the
# `CancelledError` goes on to whoever waits for you.


# %%
async def publish_to_all(handlers, event):
    """Run every handler side by side, then raise what they raised as one ExceptionGroup."""
    # SOLUTION
    outcomes = await asyncio.gather(
        *[handler(event) for handler in handlers], return_exceptions=True
    )
    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    if errors:
        raise ExceptionGroup(f"{len(errors)} handlers failed", errors)
    # STUB
    # raise NotImplementedError
    # END


# %%
check("04-handlers", publish_to_all)

# %% [markdown]
# Or try it by hand. Add a handler that raises, and see what comes out.


# %%
async def note(event):
    await asyncio.sleep(0)  # steps aside once
    seen.append(event.data["order"])


seen = []
# SOLUTION
await publish_to_all([note, note], Event("OrderPlaced", {"order": 7}))
# STUB
# # await publish_to_all([note, note], Event("OrderPlaced", {"order": 7}))
# END
seen

# %% [markdown]
# ## 2. A bounded pool of workers
#
# Write `Pool` so that these promises hold:
#
# - `async with Pool(handle, workers=3, bound=10) as pool:` opens it; `handle` is an `async def`
#   that takes an event.
# - `await pool.submit(event)` accepts an event. At most `bound` accepted events wait for a worker;
#   when there are as many, `submit` waits. If it is cancelled while it waits, the event was not
#   accepted.
# - At most `workers` events are in hand at a time, and as many as that if there are enough: who is
#   free takes the next one. They begin in the order in which they were accepted. An event that was
#   accepted twice is handled twice.
# - If `handle` raises an `Exception`, the worker goes on with the next event. All errors come out
#   at the end of the `async with`, as one flat `ExceptionGroup`.
# - The end of the block **drains**: it returns when all that was accepted in it is handled, also if
#   the block ends by an exception of its own, which then comes out. If events failed as well,
#   neither is lost: to raise the group is enough, as Python keeps the other error as its
#   `__context__`. Nobody submits after the end.
# - If the block is **cancelled**, or the wait at its end, then what is in hand is cancelled, what
#   waits is dropped, and the `CancelledError` goes on. In no case is a task of yours left.


# %%
class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle, self.workers, self.bound = handle, workers, bound
        # SOLUTION
        self.queue, self.tasks, self.errors = asyncio.Queue(bound), [], []
        # STUB
        # # What else does it have to remember?
        # END

    async def submit(self, event):
        # SOLUTION
        await self.queue.put(event)
        # STUB
        # raise NotImplementedError
        # END


# %% [markdown]
# Then what each worker does, again and again.


# %%
@method_of(Pool)
async def work(self):
    # SOLUTION
    while True:
        event = await self.queue.get()
        try:
            await self.handle(event)
        except Exception as error:
            self.errors.append(error)
        finally:
            self.queue.task_done()
    # STUB
    # raise NotImplementedError
    # END


# %% [markdown]
# Last, how the pool begins and how it ends. `kind` is the type of the exception by which the block
# ended, or None.


# %%
@method_of(Pool)
async def __aenter__(self):
    # SOLUTION
    self.tasks = [asyncio.create_task(self.work()) for _ in range(self.workers)]
    return self
    # STUB
    # raise NotImplementedError
    # END


@method_of(Pool)
async def __aexit__(self, kind, error, trace):
    # SOLUTION
    drain = kind is None or issubclass(kind, Exception)
    try:
        if drain:
            await self.queue.join()
    finally:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
    if drain and self.errors:
        raise ExceptionGroup(f"{len(self.errors)} events failed", self.errors)
    # STUB
    # raise NotImplementedError
    # END


# %%
check("04-pool", Pool)

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one. When you have
# tried honestly, `solution("04-pool")` shows one way to do it. It is not the only one.

# %%
hint("04-pool")
