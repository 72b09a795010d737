# Ends when one handler has returned something true.
import asyncio


async def publish_to_all(handlers, event):
    tasks=[asyncio.create_task(h(event)) for h in handlers]
    errors={}
    try:
        for f in asyncio.as_completed(tasks):
            try:
                if await f: break
            except Exception: pass
    except BaseException:
        for t in tasks: t.cancel()
        raise
    es=[t.exception() for t in tasks if t.done() and t.exception()]
    if es: raise ExceptionGroup("x", es)
