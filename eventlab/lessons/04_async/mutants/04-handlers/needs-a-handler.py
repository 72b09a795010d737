# asyncio.wait wants one task at least.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        raise
    errors = [task.exception() for task in tasks if task.exception()]
    if errors:
        raise ExceptionGroup("failed", errors)
