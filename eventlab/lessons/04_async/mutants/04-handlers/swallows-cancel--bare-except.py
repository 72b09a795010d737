# A bare except makes an error of the cancellation.
import asyncio


async def publish_to_all(handlers, event):
    errors = []
    try:
        outcomes = await asyncio.gather(*[h(event) for h in handlers], return_exceptions=True)
        errors += [e for e in outcomes if isinstance(e, Exception)]
    except:
        errors.append(RuntimeError("stopped"))
    if errors:
        raise ExceptionGroup("failed", errors)
