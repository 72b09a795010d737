"""AsyncBus beyond its contract: what it refuses, and whose turn it is."""

import asyncio
import subprocess
import sys

import pytest
from tasks import fail, forever, paid, run, turns

from eventlab import AsyncBus, Event, VirtualClock

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

    told = "^the bus is open already: one `async with` at a time$"
    with pytest.raises(RuntimeError, match=told):
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
        told = "^this bus is at work in another event loop: make one for each$"
        with pytest.raises(RuntimeError, match=told):
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


# Time and turns.


def test_a_bus_has_room_for_a_thousand_events_unless_it_is_told_otherwise():
    async def main():
        bus, gate = AsyncBus(), asyncio.Event()
        bus.subscribe("Paid", lambda event: gate.wait())
        async with bus:
            emitting = [asyncio.ensure_future(bus.emit(paid())) for _ in range(1_001)]
            await turns()
            accepted = sum(each.done() for each in emitting)
            gate.set()
        return accepted

    assert run(main) == 1_000


def test_leaving_a_bus_that_has_nothing_to_do_takes_no_time():
    async def main():
        began = asyncio.get_running_loop().time()
        async with AsyncBus():
            pass
        return asyncio.get_running_loop().time() - began

    assert run(main) < 0.9


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
