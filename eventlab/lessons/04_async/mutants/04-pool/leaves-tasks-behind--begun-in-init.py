# Starts the workers in __init__, and does not end them.
import asyncio


class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle, self.workers, self.bound = handle, workers, bound
        self.queue, self.tasks, self.errors = asyncio.Queue(bound), [], []
        self.tasks = [asyncio.create_task(self.work()) for _ in range(self.workers)]

    async def submit(self, event):
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
        return self

    async def __aexit__(self, kind, error, trace):
        if kind is None or issubclass(kind, Exception):
            try:
                await self.queue.join()
            except BaseException:
                for task in self.tasks: task.cancel()
                await asyncio.gather(*self.tasks, return_exceptions=True)
                raise
            if self.errors:
                raise ExceptionGroup("failed", self.errors)
            return
        for task in self.tasks: task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
