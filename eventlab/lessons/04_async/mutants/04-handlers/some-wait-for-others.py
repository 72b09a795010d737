# A semaphore lets ten run at a time.
import asyncio


async def publish_to_all(handlers, event):
    room = asyncio.Semaphore(10)

    async def one(handler):
        async with room:
            await handler(event)

    outcomes = await asyncio.gather(*[one(h) for h in handlers], return_exceptions=True)
    errors = [e for e in outcomes if isinstance(e, Exception)]
    if errors:
        raise ExceptionGroup("failed", errors)
