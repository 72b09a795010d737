"""What tests of an AsyncBus give it: events, and handlers that fail or never end."""

import asyncio

from eventlab import Event


async def turns(count=20):
    """Let all other tasks go on, as often as it takes them to come to where they wait."""
    for _ in range(count):
        await asyncio.sleep(0)


async def fail(event):
    raise ValueError(event.id)


def forever():
    """Return a handler that never ends by itself, and the list of what it began with."""
    began = []

    async def handler(event):
        began.append(event.id)
        await asyncio.Event().wait()

    return handler, began


def run(main):
    return asyncio.run(main())


def paid(id="1"):
    return Event("Paid", id=id)
