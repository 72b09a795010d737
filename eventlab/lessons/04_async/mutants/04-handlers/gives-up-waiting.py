# Waits for a minute at most.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    try:
        if tasks:
            await asyncio.wait(tasks, timeout=60)
    finally:
        for task in tasks:
            task.cancel()
    errors = [task.exception() for task in tasks if task.done() and task.exception()]
    if errors:
        raise ExceptionGroup("failed", errors)
