# A set has each handler once.
import asyncio


async def publish_to_all(handlers, event):
    outcomes = await asyncio.gather(
        *[handler(event) for handler in dict.fromkeys(handlers)], return_exceptions=True
    )
    errors = [e for e in outcomes if isinstance(e, Exception)]
    if errors:
        raise ExceptionGroup("failed", errors)
