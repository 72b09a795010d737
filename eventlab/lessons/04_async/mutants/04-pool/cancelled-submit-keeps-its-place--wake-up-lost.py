# Wakes one who waits; if that one is cancelled in the same moment, nobody else is woken.
import asyncio
from collections import deque


class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle, self.workers = handle, workers
        self.queue, self.errors = asyncio.Queue(), []
        self.free, self.putters = bound, deque()

    async def submit(self, event):
        if self.free:
            self.free -= 1
        else:
            self.putters.append(place := asyncio.get_running_loop().create_future())
            await place  # whoever wakes it hands over the place
        self.queue.put_nowait(event)

    def give_back(self):
        while self.putters:
            place = self.putters.popleft()
            if not place.done():
                place.set_result(None)
                return
        self.free += 1

    async def work(self):
        while True:
            event = await self.queue.get()
            self.give_back()
            try:
                await self.handle(event)
            except Exception as error:
                self.errors.append(error)
            finally:
                self.queue.task_done()

    async def __aenter__(self):
        self.tasks = [asyncio.create_task(self.work()) for _ in range(self.workers)]
        return self

    async def __aexit__(self, kind, error, trace):
        try:
            if kind is None or issubclass(kind, Exception):
                await self.queue.join()
        finally:
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.errors and kind is not asyncio.CancelledError:
            raise ExceptionGroup("failed", self.errors)
