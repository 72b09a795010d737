"""AsyncBus, beyond its contract: what is particular to this one, and programs made at random."""

import asyncio
import logging
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlab import AsyncBus, Event, VirtualClock


async def turns(count=20):
    for _ in range(count):
        await asyncio.sleep(0)


async def fail(event):
    raise ValueError(event.id)


def interrupt(event):
    raise KeyboardInterrupt


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


# What is refused.


def test_a_bus_without_room_is_refused():
    with pytest.raises(ValueError, match="room for 0 events"):
        AsyncBus(bound=0)


def test_what_cannot_be_called_is_refused():
    with pytest.raises(TypeError, match="'Paid' cannot be called: 'mail'"):
        AsyncBus().subscribe("Paid", "mail")


def test_an_empty_type_is_refused():
    with pytest.raises(ValueError, match="an event type is text"):
        AsyncBus().subscribe("", fail)


def test_a_generator_is_refused_since_calling_it_runs_nothing():
    def generator(event):
        yield

    async def async_generator(event):
        yield

    for handler in (generator, async_generator):
        with pytest.raises(TypeError, match="generator has a `yield`"):
            AsyncBus().subscribe("Paid", handler)


def test_a_second_async_with_on_an_open_bus_is_refused():
    async def main():
        async with AsyncBus() as bus, bus:
            pass

    with pytest.raises(RuntimeError, match="open already"):
        run(main)


def test_a_handler_cannot_open_its_own_bus_whose_end_would_wait_for_it():
    bus = AsyncBus()

    @bus.on("Paid")
    async def handler(event):
        async with bus:
            pass

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(bus.publish(paid()))
    assert "open already" in str(caught.value.exceptions[0])


def test_a_bus_at_work_in_one_loop_is_refused_in_another():
    async def main():
        bus, (handler, _) = AsyncBus(), forever()
        bus.subscribe("Paid", handler)
        publishing = asyncio.ensure_future(bus.publish(paid()))
        await turns()
        with pytest.raises(RuntimeError, match="another event loop"):
            await asyncio.to_thread(asyncio.run, bus.publish(paid()))
        publishing.cancel()

    run(main)


def test_a_handler_that_takes_no_event_fails_and_the_others_run():
    bus, heard = AsyncBus(), []

    @bus.on("Paid")
    async def takes_nothing():
        pass

    bus.subscribe("Paid", lambda event: heard.append(event.id))
    with pytest.raises(ExceptionGroup, match="takes_nothing on Paid") as caught:
        asyncio.run(bus.publish(paid()))
    assert caught.group_contains(TypeError, match="0 positional arguments")
    assert heard == ["1"]


def test_publishing_what_is_no_event_leaves_the_bus_as_it_was():
    async def main():
        async with AsyncBus() as bus:
            with pytest.raises(TypeError, match="this is none: 'Paid'"):
                await bus.publish("Paid")
            with pytest.raises(TypeError, match="this is none: 'Paid'"):
                await bus.emit("Paid")

    run(main)  # and does not wait for ever at the end


# Errors and cancellation.


def test_what_a_cancelled_publisher_outside_async_with_misses_reaches_the_loops_handler(caplog):
    async def main():
        bus = AsyncBus()

        @bus.on("Paid")
        async def slow(event):
            await turns()
            raise ValueError(event.id)

        publishing = asyncio.ensure_future(bus.publish(paid()))
        await asyncio.sleep(0)
        publishing.cancel()
        await turns(60)

    with caplog.at_level(logging.ERROR, "asyncio"):
        run(main)
    assert "1 handler failed: " in caplog.text and "slow on Paid" in caplog.text


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


def test_what_waits_when_a_loop_ends_is_delivered_in_the_next_one(caplog):
    bus, heard, gates = AsyncBus(), [], []

    @bus.on("Paid")
    async def handler(event):
        heard.append(event.id)
        await gates[-1].wait()

    async def shut_down():
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
    import gc

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


# Time and turns.


def test_a_slow_handler_is_timed_by_a_clock_that_nobody_waits_for():
    async def main():
        clock, bus, shipped = VirtualClock(), AsyncBus(), []

        @bus.on("Paid")
        async def ship(event):
            await clock.wait_async(60)
            shipped.append((event.id, clock.now()))

        async with bus:
            for id in "12":
                await bus.emit(paid(id))
            for _ in range(2):
                await turns()
                clock.advance(60)
        return shipped

    assert run(main) == [("1", 60.0), ("2", 120.0)]


def test_a_full_mailbox_of_a_handler_that_never_waits_lets_the_others_have_their_turns():
    async def main():
        bus, heard = AsyncBus(), []
        bus.subscribe("Paid", lambda event: heard.append("paid"))
        bus.subscribe("Placed", lambda event: heard.append("placed"))
        async with bus:
            for _ in range(50):
                await bus.emit(paid())
            await bus.emit(Event("Placed"))
        return heard.index("placed")

    assert run(main) <= 2


def test_a_long_chain_of_caused_events_needs_no_deep_stack():
    bus, last = AsyncBus(), []

    @bus.on("Counted")
    async def next_one(event):
        last[:] = [event.data["n"]]
        if event.data["n"] < 3_000:
            await bus.publish(Event("Counted", {"n": event.data["n"] + 1}))

    asyncio.run(bus.publish(Event("Counted", {"n": 1})))
    assert last == [3_000]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks came with Python 3.12")
def test_a_loop_with_eager_tasks_changes_nothing_in_the_order():
    async def main():
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        bus, heard = AsyncBus(), []

        @bus.on("Placed")
        async def first(event):
            await bus.publish(paid("2"))
            heard.append("Placed, first")

        bus.subscribe("Placed", lambda event: heard.append("Placed, second"))
        bus.subscribe("Paid", lambda event: heard.append("Paid"))
        await bus.publish(Event("Placed"))
        return heard

    assert run(main) == ["Placed, first", "Placed, second", "Paid"]


def test_the_mailbox_in_a_subscription_names_its_handler():
    assert repr(AsyncBus().subscribe("Paid", fail).handler) == "<mailbox of fail>"


def test_importing_eventlab_does_not_import_asyncio():
    code = "import sys, eventlab; from eventlab import Bus; sys.exit('asyncio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


# Programs made at random.

TYPES = ("A", "B", "C")
steps = st.lists(
    st.tuples(
        st.sampled_from(["publish", "emit", "cancel", "turn"]),
        st.sampled_from(TYPES),
        st.integers(0, 3),
    ),
    max_size=20,
)
handlers = st.lists(
    st.tuples(
        st.sampled_from([*TYPES, "*"]),
        st.integers(0, 3),  # turns that it takes
        st.sampled_from([None, None, "B", "C"]),  # what it publishes on each A
        st.sampled_from([None, None, *TYPES]),  # what it fails on
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=200)
@given(handlers=handlers, steps=steps, bound=st.integers(1, 3))
def test_every_handler_gets_each_of_its_events_once_in_order_and_no_error_is_lost(
    handlers, steps, bound
):
    posted, heard, failed = [], {n: [] for n in range(len(handlers))}, []

    def handler_for(bus, number, takes, causes, fails_on):
        async def handler(event):
            for _ in range(takes):
                await asyncio.sleep(0)
            heard[number].append((event.type, event.id))
            if causes and event.type == "A":
                caused = Event(causes, id=f"{event.id}/{number}")
                posted.append(caused)
                await bus.publish(caused)
            if event.type == fails_on:
                failed.append((number, event.id))
                raise ValueError(number, event.id)

        return handler

    def errors(group):
        return [error.args for error in group.exceptions]

    async def publish(bus, event):
        posted.append(event)
        await bus.publish(event)

    async def main():
        surfaced, tasks = [], []
        try:
            async with AsyncBus(bound=bound) as bus:
                for number, (type, *how) in enumerate(handlers):
                    bus.subscribe(type, handler_for(bus, number, *how))
                for number, (step, type, count) in enumerate(steps):
                    event = Event(type, id=str(number))
                    if step == "publish":
                        tasks.append(asyncio.ensure_future(publish(bus, event)))
                    elif step == "emit":
                        await bus.emit(event)
                        posted.append(event)
                    elif step == "turn":
                        await turns(count)
                    elif tasks:
                        tasks[count % len(tasks)].cancel()
        except ExceptionGroup as group:
            surfaced += errors(group)
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, ExceptionGroup):
                surfaced += errors(outcome)
        return surfaced

    surfaced = run(main)
    for number, (type, *_) in enumerate(handlers):
        mine = [(e.type, e.id) for e in posted if type in (e.type, "*")]
        assert heard[number] == mine
    assert sorted(surfaced) == sorted(failed)
