"""What a bus is for: order, patience, errors; and beyond its lesson, a bound and an end."""

import asyncio

from eventlab.contracts import Make, same
from eventlab.contracts.async_bus.scene import Gate, case, fail, paid, raised, turns
from eventlab.event import Event


@case(core=True)
async def each_handler_in_order(make: Make) -> None:
    """A handler gets its events one at a time, in order, also when the first takes longest."""
    subject, heard = make(), []

    async def handler(event: Event) -> None:
        await turns(10 - 5 * int(event.id))
        heard.append(event.id)

    subject.subscribe("Paid", handler)
    await asyncio.gather(*[subject.publish(paid(id)) for id in "012"])
    same(heard, ["0", "1", "2"], "the order of the events in one handler")


@case(core=True)
async def publish_waits(make: Make) -> None:
    """publish returns when all handlers have ended, and not before."""
    subject, gate = make(), Gate()
    subject.subscribe("Paid", gate)
    subject.subscribe("Paid", lambda event: None)
    publishing = asyncio.ensure_future(subject.publish(paid("1")))
    await turns()
    same((publishing.done(), gate.ended), (False, []), "publish returned, who ended")
    gate.open()
    await publishing
    same(gate.ended, ["1"], "the events whose handler had ended when publish returned")


@case(core=True)
async def side_by_side(make: Make) -> None:
    """A handler that is slow holds up no other, neither with this event nor with the next."""
    subject, slow, heard = make(), Gate(), []
    subject.subscribe("Paid", slow)
    subject.subscribe("Paid", lambda event: heard.append(event.id))
    publishing = [asyncio.ensure_future(subject.publish(paid(id))) for id in "12"]
    await turns()
    found = list(heard)
    slow.open()
    await asyncio.gather(*publishing)
    same(found, ["1", "2"], "what the quick handler got while the slow one was busy")


@case(core=True)
async def errors_surface(make: Make) -> None:
    """All handlers run even if some raise; then publish raises one ExceptionGroup of it all."""
    subject, heard = make(), []
    for handler in (fail, lambda event: 1 / 0, lambda event: heard.append(event.id)):
        subject.subscribe("Paid", handler)
    group = await raised(ExceptionGroup, subject.publish(paid("1")))
    kinds = {type(error).__name__ for error in getattr(group, "exceptions", ())}
    same(heard, ["1"], "what the handler behind the failing ones got")
    same(kinds, {"ValueError", "ZeroDivisionError"}, "the errors in the group")


@case(core=True)
async def inside_a_handler(make: Make) -> None:
    """Inside a handler publish only enqueues; the publish outside waits for it all."""
    subject, heard = make(), []

    async def handler(event: Event) -> None:
        if event.id == "1":
            await subject.publish(paid("2"))
            await turns()
        heard.append(event.id)

    subject.subscribe("Paid", handler)
    await subject.publish(paid("1"))
    same(heard, ["1", "2"], "the order in which the handler ended with its events")


@case()
async def emit_only_enqueues(make: Make) -> None:
    """emit returns while the handlers have yet to run."""
    subject, gate = make(), Gate()
    subject.subscribe("Paid", gate)
    async with subject:
        await subject.emit(paid("1"))
        await subject.emit(paid("2"))
        gate.open()
    same(gate.ended, ["1", "2"], "what was handled after the bus was left")


@case()
async def emit_waits_when_full(make: Make) -> None:
    """With as many emitted events in the bus as its bound, emit waits until one is handled."""
    subject, gate = make(bound=2), Gate()
    subject.subscribe("Paid", gate)
    async with subject:
        emitting = [asyncio.ensure_future(subject.emit(paid(id))) for id in "1234"]
        await turns()
        accepted = [task.done() for task in emitting]
        gate.open()
        await asyncio.gather(*emitting)
    same(accepted, [True, True, False, False], "which of four events a bus for two accepted")
    same(gate.ended, ["1", "2", "3", "4"], "what was handled in the end")


@case()
async def drains_on_leaving(make: Make) -> None:
    """Leaving `async with` waits for all that was emitted, and for what that causes."""
    subject, heard = make(), []

    async def handler(event: Event) -> None:
        await turns(5)
        heard.append(event.type)
        if event.type == "Placed":
            await subject.emit(paid("2"))

    subject.subscribe("*", handler)
    async with subject:
        await subject.emit(Event("Placed"))
    same(heard, ["Placed", "Paid"], "what was handled when the bus was left")
