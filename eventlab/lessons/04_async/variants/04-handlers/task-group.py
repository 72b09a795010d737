# A TaskGroup whose tasks catch their own errors.
import asyncio


async def publish_to_all(handlers, event):
    errors = {}

    async def one(place, handler):
        try:
            await handler(event)
        except Exception as error:
            errors[place] = error

    async with asyncio.TaskGroup() as group:
        for place, handler in enumerate(handlers):
            group.create_task(one(place, handler))
    if errors:
        raise ExceptionGroup("failed", [errors[place] for place in sorted(errors)])
