# shield keeps the handlers from being cancelled.
import asyncio


async def publish_to_all(handlers, event):
    everyone = asyncio.gather(*[h(event) for h in handlers], return_exceptions=True)
    outcomes = await asyncio.shield(everyone)
    errors = [e for e in outcomes if isinstance(e, Exception)]
    if errors:
        raise ExceptionGroup("failed", errors)
