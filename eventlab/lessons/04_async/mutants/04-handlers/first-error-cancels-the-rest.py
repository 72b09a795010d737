# A TaskGroup cancels all others when one fails.
import asyncio


async def publish_to_all(handlers, event):
    async with asyncio.TaskGroup() as group:
        for handler in handlers:
            group.create_task(handler(event))
