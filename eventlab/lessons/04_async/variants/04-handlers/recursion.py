# The first handler beside all others.
import asyncio


async def publish_to_all(handlers, event):
    errors = await every(list(handlers), event)
    if errors:
        raise ExceptionGroup("failed", errors)


async def every(handlers, event):
    if not handlers:
        return []
    first, *others = handlers
    one, rest = await asyncio.gather(guarded(first, event), every(others, event))
    return one + rest


async def guarded(handler, event):
    try:
        await handler(event)
    except Exception as error:
        return [error]
    return []
