# Callbacks that count, and a future that is done with the last of them.
import asyncio


async def publish_to_all(handlers, event):
    left, over = len(handlers), asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(handler(event)) for handler in handlers]

    def count(task):
        nonlocal left
        left -= 1
        if not left and not over.done():
            over.set_result(None)

    for task in tasks:
        task.add_done_callback(count)
    try:
        if tasks:
            await over
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    if errors := [task.exception() for task in tasks if task.exception()]:
        raise ExceptionGroup("failed", errors)
