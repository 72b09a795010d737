# Takes whatever is true for an error.
import asyncio


async def publish_to_all(handlers, event):
    outs = await asyncio.gather(*[h(event) for h in handlers], return_exceptions=True)
    errors = [o for o in outs if o]
    if errors:
        raise ExceptionGroup("x", errors)
