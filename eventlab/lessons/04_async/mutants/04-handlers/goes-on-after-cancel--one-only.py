# Awaits task after task: a cancellation reaches the one that is awaited, and no other.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    errors = []
    for task in tasks:
        try:
            await task
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("failed", errors)
