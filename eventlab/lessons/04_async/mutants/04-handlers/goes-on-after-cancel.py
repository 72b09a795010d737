# asyncio.wait leaves the tasks alone when it is cancelled.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    if tasks:
        await asyncio.wait(tasks)
    errors = [task.exception() for task in tasks if task.exception()]
    if errors:
        raise ExceptionGroup("failed", errors)
