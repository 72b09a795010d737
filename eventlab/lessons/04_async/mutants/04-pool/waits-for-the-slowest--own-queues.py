# Deals the events out, so that one waits behind a busy worker while another is free.
import asyncio


class Pool:
    def __init__(self, handle, *, workers, bound):
        self.handle, self.workers = handle, workers
        self.queues=[asyncio.Queue() for _ in range(workers)]
        self.room=asyncio.Semaphore(bound+workers); self.n=0; self.errors=[]
    async def submit(self, event):
        await self.room.acquire()
        self.queues[self.n%self.workers].put_nowait(event); self.n+=1
    async def work(self,q):
        while True:
            e=await q.get()
            try: await self.handle(e)
            except Exception as x: self.errors.append(x)
            finally: q.task_done(); self.room.release()
    async def __aenter__(self):
        self.tasks=[asyncio.create_task(self.work(q)) for q in self.queues]; return self
    async def __aexit__(self,kind,error,trace):
        drain = kind is None or issubclass(kind, Exception)
        try:
            if drain:
                for q in self.queues: await q.join()
        finally:
            for t in self.tasks: t.cancel()
            await asyncio.gather(*self.tasks,return_exceptions=True)
        if drain and self.errors: raise ExceptionGroup("x",self.errors)
