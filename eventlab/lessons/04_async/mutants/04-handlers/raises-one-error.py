# Raises the first error as it is, once all have ended.
import asyncio


async def publish_to_all(handlers, event):
    outcomes = await asyncio.gather(*[h(event) for h in handlers], return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
