# Takes the cancellation for one more way in which a handler can end.
import asyncio


async def publish_to_all(handlers, event):
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]
    errors = []
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            pass
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("failed", errors)
