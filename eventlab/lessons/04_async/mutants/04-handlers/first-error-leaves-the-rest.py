# Plain gather raises at the first error, and the others are left alone.
import asyncio


async def publish_to_all(handlers, event):
    try:
        await asyncio.gather(*[handler(event) for handler in handlers])
    except Exception as error:
        raise ExceptionGroup("failed", [error])
