# asyncio.wait, and a cancellation that is passed on to every task.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    try:
        if tasks:
            await asyncio.wait(tasks)
    finally:
        for task in tasks:
            task.cancel()  # does nothing to who has ended
    errors = [error for task in tasks if (error := task.exception())]
    if errors:
        raise ExceptionGroup("failed", errors)
