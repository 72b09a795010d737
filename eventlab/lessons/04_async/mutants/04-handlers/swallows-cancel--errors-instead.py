# When it is cancelled after an error, it raises the error instead.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    try:
        if tasks:
            await asyncio.wait(tasks)
    finally:
        for task in tasks:
            task.cancel()
        ended = [task for task in tasks if task.done() and not task.cancelled()]
        if errors := [task.exception() for task in ended if task.exception()]:
            raise ExceptionGroup("failed", errors)
