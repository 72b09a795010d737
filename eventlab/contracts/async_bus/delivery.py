"""Who gets which event, in which order, and who is inside a handler."""

import asyncio
import gc
from contextvars import ContextVar

from eventlab.contracts import Make, run_apart, same
from eventlab.contracts.async_bus.scene import Gate, async_bus, case, fail, paid, turns
from eventlab.event import Event

_request: ContextVar[str] = ContextVar("request", default="none")


@case()
async def only_its_type(make: Make) -> None:
    """A handler gets the events of its type and "*" gets all, in the order of subscription."""
    subject, heard = make(), []
    for who, type in [("first", "Paid"), ("all", "*"), ("last", "Paid")]:
        subject.subscribe(type, lambda event, who=who: heard.append(f"{who} {event.type}"))
    await subject.publish(Event("PaidBack"))
    await subject.publish(paid("1"))
    same(heard, ["all PaidBack", "first Paid", "all Paid", "last Paid"], "who heard what")


@case()
async def from_the_next_event(make: Make) -> None:
    """Subscribing or cancelling takes effect from the next event that is published."""
    subject, heard, gate = make(), [], Gate()
    subject.subscribe("Placed", gate)
    early = subject.subscribe("Placed", lambda event: heard.append("early"))
    publishing = asyncio.ensure_future(subject.publish(Event("Placed")))
    await asyncio.sleep(0)
    early.cancel()
    subject.subscribe("Placed", lambda event: heard.append("late"))
    gate.open()
    await asyncio.gather(publishing, subject.publish(Event("Placed")))
    same(heard, ["early", "late"], "who heard the event before the change, and the one after it")


@case()
async def every_subscription_counts(make: Make) -> None:
    """The same handler subscribed twice is called twice; cancelling one leaves the other."""
    subject, heard = make(), []
    handler = lambda event: heard.append(event.id)  # noqa: E731
    first, _ = subject.subscribe("Paid", handler), subject.subscribe("Paid", handler)
    await subject.publish(paid("1"))
    first.cancel()
    first.cancel()  # a second time does no harm
    await subject.publish(paid("2"))
    same(heard, ["1", "1", "2"], "what the handler heard")


@case()
async def plain_and_async(make: Make) -> None:
    """A handler is a plain function, an async one, or whatever returns what can be awaited."""
    subject, heard = make(), []

    async def handler(event: Event) -> None:
        await asyncio.sleep(0)
        heard.append("async")

    subject.subscribe("Paid", lambda event: heard.append("plain"))
    subject.subscribe("Paid", handler)
    subject.subscribe("Paid", lambda event: handler(event))
    await subject.publish(paid("1"))
    same(heard, ["plain", "async", "async"], "which handlers ran")


@case()
async def strong_references(make: Make) -> None:
    """A lambda that nobody else keeps is not forgotten."""
    subject, heard = make(), []
    subject.subscribe("Paid", lambda event: heard.append(event.id))
    gc.collect()
    await subject.publish(paid("1"))
    same(heard, ["1"], "what the lambda heard")


@case()
async def decorator(make: Make) -> None:
    """`@bus.on(type)` subscribes the function below it and leaves it as it is."""
    subject, heard = make(), []
    handler = lambda event: heard.append(event.id)  # noqa: E731
    same(subject.on("Paid")(handler), handler, "what the decorator returned")
    await subject.publish(paid("1"))
    same(heard, ["1"], "what the handler heard")


@async_bus.case()
def no_loop(make: Make) -> None:
    """publish without a running loop does not pretend: what it returns has yet to be awaited."""
    subject, heard = make(), []
    subject.subscribe("Paid", lambda event: heard.append(event.id))
    work = subject.publish(paid("1"))
    run_apart(work)
    run_apart(subject.publish(paid("2")))
    same(heard, ["1", "2"], "what was handled in two loops, one after the other")


@case()
async def fifty_not_awaited(make: Make) -> None:
    """Fifty events that nobody awaits are neither refused nor lost; leaving waits for them."""
    subject, heard = make(), []
    subject.subscribe("Paid", lambda event: heard.append(event.id))
    async with subject:
        tasks = [asyncio.ensure_future(subject.publish(paid(str(n)))) for n in range(50)]
    same(heard, [str(n) for n in range(50)], "what was handled")
    await asyncio.gather(*tasks)


@case()
async def concurrent_publishers(make: Make) -> None:
    """Of many that publish at once each waits for its own event, and gets its own errors."""
    subject, heard = make(), []
    subject.subscribe("*", lambda event: heard.append(event.id))
    subject.subscribe("Lost", fail)
    events = [Event("Lost" if n % 3 == 0 else "Paid", id=str(n)) for n in range(30)]
    outcomes = await asyncio.gather(*map(subject.publish, events), return_exceptions=True)
    failed = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, ExceptionGroup)]
    same(failed, list(range(0, 30, 3)), "the publishers that got an error")
    same(heard, [str(n) for n in range(30)], "what was handled")


@case()
async def full_bus_inside(make: Make) -> None:
    """A handler that emits to its own full bus does not wait: the bound holds outside only."""
    subject, heard = make(bound=1), []

    async def handler(event: Event) -> None:
        heard.append(event.type)
        for _ in range(3 if event.type == "Placed" else 0):
            await subject.emit(Event("Reserved"))

    subject.subscribe("*", handler)
    async with subject:
        await subject.emit(Event("Placed"))
    same(heard, ["Placed", "Reserved", "Reserved", "Reserved"], "what was handled")


@case()
async def tasks_of_a_handler(make: Make) -> None:
    """The tasks that a handler starts and waits for are inside it too: they only enqueue."""
    subject, heard = make(), []

    async def handler(event: Event) -> None:
        heard.append(event.id)
        if event.id == "0":
            await asyncio.gather(*[subject.publish(paid(id)) for id in "12"])

    subject.subscribe("Paid", handler)
    await subject.publish(paid("0"))
    same(heard, ["0", "1", "2"], "what was handled")


@case()
async def outlives_its_handler(make: Make) -> None:
    """A task that goes on when its handler has returned is outside again: its publish waits."""
    subject, gate, background = make(), Gate(), []

    async def later() -> None:
        await turns()
        await subject.publish(paid("1"))

    subject.subscribe("Placed", lambda e: background.append(asyncio.ensure_future(later())))
    subject.subscribe("Paid", gate)
    await asyncio.gather(subject.publish(Event("Placed")), turns(60))
    same((background[0].done(), gate.began), (False, ["1"]), "publish returned, who began")
    gate.open()
    await background[0]


@case()
async def two_buses(make: Make) -> None:
    """A handler may wait for another bus, whose handler publishes on the first one."""
    one, two, heard = make(), make(), []

    async def handler(event: Event) -> None:
        heard.append(event.type)
        if event.type == "Placed":
            await two.publish(paid("1"))
            heard.append("Placed, second half")

    one.subscribe("*", handler)
    two.subscribe("Paid", lambda event: one.publish(Event("Shipped")))
    await one.publish(Event("Placed"))
    same(heard, ["Placed", "Placed, second half", "Shipped"], "what the first bus handled")


@case()
async def context_of_the_publisher(make: Make) -> None:
    """A handler sees the context variables of who published the event, as a task would."""
    subject, heard = make(), []

    async def publish(request: str) -> None:
        _request.set(request)
        await subject.publish(Event("Paid"))

    subject.subscribe("Paid", lambda event: asyncio.sleep(0))
    subject.subscribe("Paid", lambda event: heard.append(_request.get()))
    await asyncio.gather(publish("first"), publish("second"))
    same(heard, ["first", "second"], "the request that each event came from")
