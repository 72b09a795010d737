# Asks in a loop whether all are done.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0)
    errors = [task.exception() for task in tasks if task.exception()]
    if errors:
        raise ExceptionGroup("failed", errors)
