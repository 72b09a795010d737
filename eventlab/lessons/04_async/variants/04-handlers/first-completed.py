# Again and again until nobody is left; no gather, no group.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.ensure_future(h(event)) for h in handlers]
    left = set(tasks)
    try:
        while left:
            _, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        for t in left:
            t.cancel()
        raise
    es = [t.exception() for t in tasks if t.exception() is not None]
    if es:
        raise ExceptionGroup("x", es)
