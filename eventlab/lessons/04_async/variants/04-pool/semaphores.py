# No workers at all: a task for each event, two semaphores, and a set that keeps the tasks.
import asyncio


class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle = handle
        self.free, self.room = asyncio.Semaphore(workers), asyncio.Semaphore(workers + bound)
        self.tasks, self.errors = set(), []

    async def submit(self, event):
        await self.room.acquire()
        task = asyncio.create_task(self.one(event))
        self.tasks.add(task)
        task.add_done_callback(self.over)

    def over(self, task):
        self.tasks.discard(task)
        self.room.release()
        if not task.cancelled() and task.exception():
            self.errors.append(task.exception())

    async def one(self, event):
        async with self.free:
            await self.handle(event)

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, trace):
        try:
            if kind is not None and not issubclass(kind, Exception):
                return
            while self.tasks:
                await asyncio.wait(self.tasks)
        finally:
            left = [*self.tasks]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        if self.errors:
            raise ExceptionGroup("failed", self.errors)
