"""AsyncBus beyond its contract: where errors come out, and what becomes of whoever is cancelled."""

import asyncio
import gc

import pytest
from tasks import fail, forever, paid, run, turns

from eventlab import AsyncBus, Event


def interrupt(event):
    raise KeyboardInterrupt


def test_what_a_cancelled_publisher_outside_async_with_misses_reaches_the_loops_handler():
    told = []

    async def main():
        bus = AsyncBus()
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))

        @bus.on("Paid")
        async def slow(event):
            await turns()
            raise ValueError(event.id)

        publishing = asyncio.ensure_future(bus.publish(paid()))
        await asyncio.sleep(0)
        publishing.cancel()
        await turns(60)

    run(main)
    [context] = told
    assert context["message"].startswith("1 handler failed: ")
    assert context["message"].endswith("slow on Paid")
    assert str(context["exception"].exceptions[0]) == "1"  # what it raised


def test_an_emit_outside_async_with_is_told_where_it_belongs():
    async def main():
        told = "^emit goes inside `async with bus:`, whose end waits for its events$"
        with pytest.raises(RuntimeError, match=told):
            await AsyncBus().emit(paid())

    run(main)


@pytest.mark.parametrize("count", range(1, 8))
def test_an_error_surfaces_once_at_whichever_turn_its_publisher_is_cancelled(count):
    async def main():
        found = []
        try:
            async with AsyncBus() as bus:
                bus.subscribe("Paid", fail)
                publishing = asyncio.ensure_future(bus.publish(paid()))
                await turns(count)
                publishing.cancel()
        except ExceptionGroup as group:
            found.append(group)
        outcome = await asyncio.gather(publishing, return_exceptions=True)
        return [*found, *(group for group in outcome if isinstance(group, ExceptionGroup))]

    assert [str(group) for group in run(main)] == [
        "1 handler failed: fail on Paid (1 sub-exception)"
    ]


def test_the_error_of_a_cancelled_handler_shows_where_it_was_cancelled():
    bus = AsyncBus()

    @bus.on("Paid")
    async def handler(event):
        raise asyncio.CancelledError

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(bus.publish(paid()))
    [error] = caught.value.exceptions
    assert str(error).endswith("handler was cancelled")
    assert isinstance(error.__cause__, asyncio.CancelledError)


def test_an_interruption_of_an_emitted_event_comes_out_of_the_end():
    class Stop(BaseException):
        pass

    async def main():
        async with AsyncBus() as bus:

            @bus.on("Paid")
            async def handler(event):
                raise Stop

            await bus.emit(paid())

    with pytest.raises(BaseExceptionGroup) as caught:
        run(main)
    assert isinstance(caught.value.exceptions[0], Stop)


def test_ctrl_c_in_a_handler_ends_the_program():
    async def main():
        async with AsyncBus() as bus:
            bus.subscribe("Paid", interrupt)
            await bus.publish(paid())

    with pytest.raises(KeyboardInterrupt):
        run(main)


def test_errors_of_handlers_are_noted_on_the_cancellation_that_ends_the_block():
    async def main():
        async with AsyncBus() as bus:
            bus.subscribe("Paid", fail)
            await bus.emit(paid())
            await asyncio.Event().wait()

    async def cancel():
        block = asyncio.ensure_future(main())
        await turns()
        block.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await block
        return caught.value.__notes__

    assert run(cancel) == ["when the bus was left, 1 handler failed: fail on Paid"]


def test_a_second_cancellation_does_not_wait_for_a_handler_that_will_not_go():
    async def main():
        bus, released = AsyncBus(), asyncio.Event()

        @bus.on("Paid")
        async def stubborn(event):
            while not released.is_set():
                try:
                    await released.wait()
                except asyncio.CancelledError:
                    continue

        async def block():
            async with bus:
                await bus.emit(paid())
                await asyncio.Event().wait()

        leaving = asyncio.ensure_future(block())
        for _ in range(2):
            await turns()
            leaving.cancel()
        await turns()
        ended = leaving.done()
        released.set()
        return ended

    assert run(main)


def test_an_emit_that_waits_for_room_while_the_bus_is_left_says_that_it_was_not_accepted():
    async def main():
        bus, (handler, began) = AsyncBus(bound=1), forever()
        bus.subscribe("Paid", handler)

        async def block():
            async with bus:
                await bus.emit(paid("1"))
                await asyncio.Event().wait()

        leaving = asyncio.ensure_future(block())
        await turns()
        emitting = asyncio.ensure_future(bus.emit(paid("2")))
        await turns()
        leaving.cancel()
        with pytest.raises(RuntimeError, match="left before it had room"):
            await emitting
        return began

    assert run(main) == ["1"]


def test_what_is_published_as_a_handler_is_cancelled_does_not_overtake_what_waits():
    async def main():
        bus, heard, tasks = AsyncBus(), [], []

        @bus.on("Paid")
        async def hear(event):
            tasks.append(asyncio.current_task())
            heard.append(event.data["n"])
            await turns(3)

        @bus.on("Placed")
        async def pay(event):
            for n in range(20):
                await bus.publish(Event("Paid", {"n": n}))
                await asyncio.sleep(0)

        publishing = asyncio.ensure_future(bus.publish(Event("Placed")))
        await turns(10)
        tasks[-1].cancel()
        await asyncio.wait([publishing])
        assert isinstance(publishing.exception(), ExceptionGroup)
        return heard

    assert run(main) == list(range(20))


def test_an_emit_while_the_bus_is_being_left_is_not_accepted():
    async def main():
        bus = AsyncBus()

        @bus.on("Paid")
        async def slow_to_go(event):
            try:
                await asyncio.Event().wait()
            finally:
                await turns()

        async def block():
            async with bus:
                await bus.emit(paid("1"))
                await asyncio.Event().wait()

        leaving = asyncio.ensure_future(block())
        await turns()
        leaving.cancel()
        await turns(3)
        with pytest.raises(RuntimeError, match="emit goes inside"):
            await bus.emit(paid("2"))
        assert not leaving.done()
        await asyncio.wait([leaving])

    run(main)


def test_what_waits_when_a_loop_ends_is_delivered_in_the_next_one(caplog):
    bus, heard, gates = AsyncBus(), [], []

    @bus.on("Paid")
    async def handler(event):
        heard.append(event.id)
        await gates[-1].wait()

    async def shut_down():
        async with bus:
            await bus.emit(Event("Placed"))  # its emitter is soon gone, and counts no longer
        gates.append(asyncio.Event())
        tasks = [asyncio.ensure_future(bus.publish(paid(id))) for id in "123"]
        await turns()
        return tasks

    async def go_on():
        gates.append(asyncio.Event())
        gates[-1].set()
        await bus.publish(paid("4"))

    run(shut_down)
    assert heard == ["1"]
    run(go_on)
    assert heard == ["1", "2", "3", "4"]


def test_a_task_that_waits_for_nothing_but_the_bus_is_not_collected():
    async def main():
        heard = []

        def start():
            bus = AsyncBus()

            @bus.on("Paid")
            async def handler(event):
                await turns()
                gc.collect()
                heard.append(event.id)

            return asyncio.ensure_future(bus.publish(paid()))

        await start()
        return heard

    assert run(main) == ["1"]
