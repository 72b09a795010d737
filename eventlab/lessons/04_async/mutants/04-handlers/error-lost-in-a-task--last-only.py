# Keeps one error, and forgets it when the next one comes.
import asyncio


async def publish_to_all(handlers, event):
    failed = None
    for outcome in await asyncio.gather(*[h(event) for h in handlers], return_exceptions=True):
        if isinstance(outcome, Exception):
            failed = outcome
    if failed:
        raise ExceptionGroup("failed", [failed])
