# A plain function that returns something to await.
import asyncio


def publish_to_all(handlers, event):
    return _all([asyncio.ensure_future(handler(event)) for handler in handlers])


async def _all(tasks):
    errors = []
    try:
        for task in tasks:
            try:
                await task
            except Exception as error:
                errors.append(error)
    except BaseException:
        for task in tasks:
            task.cancel()
        raise
    if errors:
        raise ExceptionGroup("failed", errors)
