# The handlers get the event's type.
import asyncio


async def publish_to_all(handlers, event):
    outcomes = await asyncio.gather(*[h(event.type) for h in handlers], return_exceptions=True)
    errors = [e for e in outcomes if isinstance(e, Exception)]
    if errors:
        raise ExceptionGroup("failed", errors)
