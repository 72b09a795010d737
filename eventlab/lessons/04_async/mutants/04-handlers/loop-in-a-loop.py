# Starts an event loop inside the one that calls it.
import asyncio


async def everyone(handlers, event):
    return await asyncio.gather(*[h(event) for h in handlers], return_exceptions=True)


async def publish_to_all(handlers, event):
    errors = [e for e in asyncio.run(everyone(handlers, event)) if isinstance(e, Exception)]
    if errors:
        raise ExceptionGroup("failed", errors)
