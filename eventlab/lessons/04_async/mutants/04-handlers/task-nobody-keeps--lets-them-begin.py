# Gives the tasks one turn and takes that for their end.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    await asyncio.sleep(0)
    errors = [task.exception() for task in tasks if task.done() and task.exception()]
    if errors:
        raise ExceptionGroup("failed", errors)
