"""What becomes of errors, of whoever is cancelled, and of a bus that is left."""

import asyncio
from typing import Any

from eventlab.contracts import Make, Stop, same
from eventlab.contracts.async_bus.scene import (
    Gate,
    case,
    fail,
    interrupt,
    leave,
    paid,
    raised,
    turns,
)
from eventlab.event import Event


async def publish_in_background(subject: Any, id: str) -> "asyncio.Task[None]":
    """Return a task that publishes, and has begun to wait."""
    task: asyncio.Task[None] = asyncio.ensure_future(subject.publish(paid(id)))
    await turns()
    return task


async def emit_in_background(
    subject: Any, *ids: str, leaving: bool = False
) -> "asyncio.Task[None]":
    """Return a task that has emitted events and waits inside `async with`, or at its end."""

    async def block() -> None:
        async with subject:
            for id in ids:
                await subject.emit(paid(id))
            if not leaving:
                await asyncio.Event().wait()

    task = asyncio.ensure_future(block())
    await turns()
    return task


@case()
async def names_the_failing(make: Make) -> None:
    """The error names each handler that failed."""
    subject = make()
    subject.subscribe("Paid", fail)
    subject.subscribe("*", charge := lambda event: 1 / 0)
    charge.__qualname__ = "charge"
    group = await raised(ExceptionGroup, subject.publish(paid("1")))
    same([n for n in ("fail", "charge") if n not in str(group)], [], f"names missing in '{group}'")


@case()
async def errors_of_caused_events(make: Make) -> None:
    """An error in handling a caused event surfaces at the publish that set it off."""
    subject = make()
    subject.subscribe("Placed", lambda event: subject.publish(paid("1")))
    subject.subscribe("Paid", fail)
    group = await raised(ExceptionGroup, subject.publish(Event("Placed")))
    same(len(getattr(group, "exceptions", ())), 1, "the number of errors in the group")


@case()
async def errors_of_emitted_events(make: Make) -> None:
    """What handlers raise on emitted events comes out of the end of `async with`, once."""
    subject = make()
    subject.subscribe("Paid", fail)

    async def emit() -> None:
        async with subject:
            await subject.emit(paid("1"))
            await subject.emit(paid("2"))

    group = await raised(ExceptionGroup, emit())
    same(len(getattr(group, "exceptions", ())), 2, "the number of errors in the group")
    await leave(subject)


@case()
async def interruption_passes(make: Make) -> None:
    """A BaseException comes out of publish as it is, and at once; the other handlers go on."""
    subject, gate = make(), Gate()
    subject.subscribe("Paid", interrupt)
    subject.subscribe("Paid", gate)
    await raised(Stop, subject.publish(paid("1")))
    gate.open()
    await leave(subject)
    same(gate.ended, ["1"], "what the other handler ended with")


@case()
async def cancelled_handler(make: Make) -> None:
    """A handler that is cancelled, whoever did it, has failed; its next event finds it ready."""
    subject, heard = make(), []

    async def handler(event: Event) -> None:
        heard.append(event.id)
        if event.id == "1":
            raise asyncio.CancelledError

    subject.subscribe("Paid", handler)
    await raised(ExceptionGroup, subject.publish(paid("1")))
    await subject.publish(paid("2"))
    same(heard, ["1", "2"], "what the handler began with")


@case()
async def all_tasks_cancelled(make: Make) -> None:
    """If all tasks but the publishers' are cancelled, the publishers still get an answer."""
    subject, gate, mine = make(), Gate(), asyncio.all_tasks()
    subject.subscribe("Paid", gate)
    publishing = [asyncio.ensure_future(subject.publish(paid(id))) for id in "12"]
    await asyncio.sleep(0)  # the handler's task is made, and has not begun
    for task in asyncio.all_tasks() - mine - set(publishing):
        task.cancel()
    gate.open()
    outcomes = await asyncio.gather(*publishing, return_exceptions=True)
    same(isinstance(outcomes[0], ExceptionGroup), True, "the first publisher got its error")
    same(gate.ended, ["2"], "what the handler ended with")


@case()
async def cancelled_publisher(make: Make) -> None:
    """Cancelling who waits in publish cancels the waiting: the event is handled all the same."""
    subject, gate = make(), Gate()
    subject.subscribe("Paid", gate)
    first, second = [await publish_in_background(subject, id) for id in "12"]
    first.cancel()
    await raised(asyncio.CancelledError, first)
    gate.open()
    await second
    same(gate.ended, ["1", "2"], "what was handled")


@case()
async def error_behind_a_cancelled_publisher(make: Make) -> None:
    """An error that a cancelled publisher did not wait for comes out of leaving the bus."""
    subject, gate = make(), Gate()
    subject.subscribe("Paid", gate)
    subject.subscribe("Paid", fail)

    async def cancel() -> None:
        async with subject:
            (await publish_in_background(subject, "1")).cancel()
            gate.open()

    await raised(ExceptionGroup, cancel())


@case()
async def cancelled_emitter(make: Make) -> None:
    """An emit that is cancelled while it waits for room has not happened, and takes no place."""
    subject, gate = make(bound=1), Gate()
    subject.subscribe("Paid", gate)
    async with subject:
        emitting = [asyncio.ensure_future(subject.emit(paid(id))) for id in "123"]
        await turns()
        emitting[1].cancel()
        gate.open()
        await asyncio.gather(*emitting, return_exceptions=True)
    same(gate.ended, ["1", "3"], "what was handled")


@case()
async def leaving_by_an_error(make: Make) -> None:
    """A block that raises is drained too, and its error comes out as it was."""
    subject, heard = make(), []
    subject.subscribe("Paid", lambda event: heard.append(event.id))

    async def block() -> None:
        async with subject:
            await subject.emit(paid("1"))
            raise LookupError

    await raised(LookupError, block())
    same(heard, ["1"], "what was handled")


@case()
async def leaving_by_an_error_among_others(make: Make) -> None:
    """If the block raises and handlers fail too, nothing is lost: one group holds it all."""
    subject = make()
    subject.subscribe("Paid", fail)

    async def block() -> None:
        async with subject:
            await subject.emit(paid("1"))
            raise LookupError

    group = await raised(ExceptionGroup, block())
    kinds = [type(error) for error in getattr(group, "exceptions", ())]
    same(kinds, [LookupError, ValueError], "the errors in the group")


@case()
async def leaving_by_cancellation(make: Make) -> None:
    """Cancelling the block, or the wait at its end, cancels the handlers at work: nobody hangs."""
    for leaving in (False, True):
        subject, gate = make(), Gate()
        subject.subscribe("Paid", gate)
        block = await emit_in_background(subject, "1", leaving=leaving)
        block.cancel()
        await raised(asyncio.CancelledError, block)
        gate.open()
        await turns()
        same((gate.began, gate.ended), (["1"], []), "what the handler began and ended with")


@case()
async def cancellation_loses_nothing(make: Make) -> None:
    """What waited in a bus that was left by cancellation is delivered first when it is used."""
    subject, gate = make(), Gate()
    subject.subscribe("Paid", gate)
    block = await emit_in_background(subject, "1", "2", "3")
    block.cancel()
    await raised(asyncio.CancelledError, block)
    gate.open()
    await subject.publish(paid("4"))
    same(gate.ended, ["2", "3", "4"], "what was handled afterwards")


@case()
async def emit_needs_an_open_bus(make: Make) -> None:
    """emit outside of `async with`, before or after, is refused: nobody would wait for it."""
    subject, heard = make(), []
    subject.subscribe("Paid", lambda event: heard.append(event.id))
    await raised(RuntimeError, subject.emit(paid("1")))
    await leave(subject)
    await raised(RuntimeError, subject.emit(paid("2")))
    await subject.publish(paid("3"))
    async with subject:
        await subject.emit(paid("4"))
    same(heard, ["3", "4"], "what was handled")
