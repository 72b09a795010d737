# Collects the errors as they come.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    errors = []
    try:
        for task in asyncio.as_completed(tasks):
            try:
                await task
            except Exception as error:
                errors.append(error)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        raise
    if errors:
        raise ExceptionGroup("failed", errors)
