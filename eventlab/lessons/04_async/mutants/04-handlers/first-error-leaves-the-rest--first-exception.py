# Waits until the first exception only.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    if tasks:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    errors = [task.exception() for task in tasks if task.done() and task.exception()]
    if errors:
        raise ExceptionGroup("failed", errors)
