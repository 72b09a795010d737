# A dict by handler has one place for each.
import asyncio


async def publish_to_all(handlers, event):
    tasks = {handler: asyncio.ensure_future(handler(event)) for handler in handlers}
    outcomes = await asyncio.gather(*tasks.values(), return_exceptions=True)
    errors = [e for e in outcomes if isinstance(e, Exception)]
    if errors:
        raise ExceptionGroup("failed", errors)
