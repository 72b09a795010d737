# Asks gather to return the errors, and looks at none.
import asyncio


async def publish_to_all(handlers, event):
    await asyncio.gather(*[handler(event) for handler in handlers], return_exceptions=True)
