# Each error is wrapped in a group of its own.
import asyncio


async def publish_to_all(handlers, event):
    outcomes = await asyncio.gather(*[h(event) for h in handlers], return_exceptions=True)
    errors = [ExceptionGroup("one", [e]) for e in outcomes if isinstance(e, Exception)]
    if errors:
        raise ExceptionGroup("all", errors)
