# A deque and one Condition for everything.
import asyncio
from collections import deque


class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle, self.workers, self.bound = handle, workers, bound
        self.waiting, self.in_hand, self.errors = deque(), 0, []
        self.changed = asyncio.Condition()

    async def submit(self, event):
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.waiting) < self.bound)
            self.waiting.append(event)
            self.changed.notify_all()

    async def work(self):
        while True:
            async with self.changed:
                await self.changed.wait_for(lambda: self.waiting)
                event = self.waiting.popleft()
                self.in_hand += 1
                self.changed.notify_all()
            try:
                await self.handle(event)
            except Exception as error:
                self.errors.append(error)
            async with self.changed:
                self.in_hand -= 1
                self.changed.notify_all()

    async def __aenter__(self):
        self.tasks = [asyncio.create_task(self.work()) for _ in range(self.workers)]
        return self

    async def __aexit__(self, kind, error, trace):
        try:
            if kind is None or issubclass(kind, Exception):
                async with self.changed:
                    await self.changed.wait_for(lambda: not self.waiting and not self.in_hand)
        finally:
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.errors and kind is not asyncio.CancelledError:
            raise ExceptionGroup("failed", self.errors)
