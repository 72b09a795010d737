# Starts tasks and returns.
import asyncio


async def publish_to_all(handlers, event):
    for handler in handlers:
        asyncio.create_task(handler(event))
