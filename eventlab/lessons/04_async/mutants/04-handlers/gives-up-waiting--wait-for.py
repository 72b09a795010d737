# Each handler has ten seconds.
import asyncio


async def publish_to_all(handlers, event):
    outcomes = await asyncio.gather(
        *[asyncio.wait_for(handler(event), 10) for handler in handlers], return_exceptions=True
    )
    errors = [e for e in outcomes if isinstance(e, Exception)]
    if errors:
        raise ExceptionGroup("failed", errors)
