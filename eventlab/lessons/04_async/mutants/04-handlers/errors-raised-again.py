# A default value keeps the errors of all calls.
import asyncio


async def publish_to_all(handlers, event, errors=[]):
    outcomes = await asyncio.gather(*[h(event) for h in handlers], return_exceptions=True)
    errors += [e for e in outcomes if isinstance(e, Exception)]
    if errors:
        raise ExceptionGroup("failed", errors)
