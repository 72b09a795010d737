# Sleeps with the whole thread until the tasks are done, which they cannot be.
import asyncio
import time


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    while not all(task.done() for task in tasks):
        time.sleep(0.01)
    errors = [task.exception() for task in tasks if task.exception()]
    if errors:
        raise ExceptionGroup("failed", errors)
