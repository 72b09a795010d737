# A plain function that starts tasks and returns nothing.
import asyncio


def publish_to_all(handlers, event):
    for handler in handlers:
        asyncio.ensure_future(handler(event))
