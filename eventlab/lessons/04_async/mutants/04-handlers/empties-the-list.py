# Takes each handler out of the list to start it.
import asyncio


async def publish_to_all(handlers, event):
    tasks = []
    while handlers:
        tasks.append(handlers.pop(0)(event))
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    errors = [e for e in outcomes if isinstance(e, Exception)]
    if errors:
        raise ExceptionGroup("failed", errors)
