# Collects the kinds of errors that it has met so far.
import asyncio


async def publish_to_all(handlers, event):
    work = [handler(event) for handler in handlers]
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    kinds = ValueError, KeyError, RuntimeError
    errors = [outcome for outcome in outcomes if isinstance(outcome, kinds)]
    if errors:
        raise ExceptionGroup(f"{len(errors)} failed", errors)
