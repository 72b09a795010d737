# One task waits for a free worker, then for an event, and starts a task for it.
import asyncio


class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle, self.free, self.queue = (
            handle,
            asyncio.Semaphore(workers),
            asyncio.Queue(bound),
        )
        self.errors = []
        self.tasks = set()

    async def submit(self, event):
        await self.queue.put(event)

    async def one(self, e):
        try:
            await self.handle(e)
        except Exception as x:
            self.errors.append(x)
        finally:
            self.queue.task_done()
            self.free.release()

    async def run(self):
        while True:
            await self.free.acquire()
            e = await self.queue.get()
            t = asyncio.create_task(self.one(e))
            self.tasks.add(t)
            t.add_done_callback(self.tasks.discard)

    async def __aenter__(self):
        self.task = asyncio.create_task(self.run())
        return self

    async def __aexit__(self, kind, error, trace):
        drain = kind is None or issubclass(kind, Exception)
        try:
            if drain:
                await self.queue.join()
        finally:
            ts = [self.task, *self.tasks]
            for t in ts:
                t.cancel()
            await asyncio.gather(*ts, return_exceptions=True)
        if drain and self.errors:
            raise ExceptionGroup("x", self.errors)
