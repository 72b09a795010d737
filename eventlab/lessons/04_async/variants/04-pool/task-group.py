# The workers live in a TaskGroup, and their work ends with a flag.
import asyncio


class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle, self.workers = handle, workers
        self.queue, self.errors = asyncio.Queue(bound), []
        self.group = asyncio.TaskGroup()

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
        await self.group.__aenter__()
        self.tasks = [self.group.create_task(self.work()) for _ in range(self.workers)]
        return self

    async def __aexit__(self, kind, error, trace):
        try:
            if kind is None or issubclass(kind, Exception):
                await self.queue.join()
        except asyncio.CancelledError as cancelled:
            kind, error = asyncio.CancelledError, cancelled
            raise
        finally:
            for task in self.tasks:
                task.cancel()
            if kind is not None and not issubclass(kind, Exception):
                await self.group.__aexit__(kind, error, trace)
            else:
                await self.group.__aexit__(None, None, None)
        if self.errors and kind is not asyncio.CancelledError:
            raise ExceptionGroup("failed", self.errors)
