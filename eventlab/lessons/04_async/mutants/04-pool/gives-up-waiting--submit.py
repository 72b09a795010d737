# A submit that waits for a minute and no longer.
import asyncio


class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle, self.workers, self.bound = handle, workers, bound
        self.queue, self.tasks, self.errors = asyncio.Queue(bound), [], []

    async def submit(self, event):
        async with asyncio.timeout(60):
            await self.queue.put(event)

    async def work(self):
        while True:
            event = await self.queue.get()
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
