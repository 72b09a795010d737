# One place is free, and all who wait for it come in.
import asyncio


class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle, self.workers, self.bound = handle, workers, bound
        self.queue, self.errors, self.free = asyncio.Queue(), [], workers
        self.room = asyncio.Event()

    async def submit(self, event):
        if self.queue.qsize() >= self.bound + self.free:
            await self.room.wait()
        self.queue.put_nowait(event)

    async def work(self):
        while True:
            event = await self.queue.get()
            self.free -= 1
            try:
                await self.handle(event)
            except Exception as error:
                self.errors.append(error)
            finally:
                self.free += 1
                self.queue.task_done()
                self.room.set()
                self.room.clear()

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
            raise ExceptionGroup("failed", self.errors)
