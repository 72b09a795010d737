"""Time as an argument, awaited: tasks wake when the clock is moved, and no sooner."""

import asyncio

import pytest

from eventlab import SystemClock, VirtualClock


def run(work, debug=False):
    return asyncio.run(asyncio.wait_for(work, timeout=10), debug=debug)


async def turns_until(condition):
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0)
    pytest.fail("it did not come to that in a thousand turns of the loop")


def test_the_system_clock_lets_other_tasks_run_while_one_waits():
    done = []

    async def wait(seconds):
        await SystemClock().wait_async(seconds)
        done.append(seconds)

    async def main():
        await asyncio.gather(wait(0.002), wait(0.001), wait(0), wait(-1))

    run(main())
    assert done == [0, -1, 0.001, 0.002]


def test_waiting_for_no_time_lets_other_tasks_run_all_the_same():
    clock, order = VirtualClock(), []

    async def other():
        order.append("other")

    async def main():
        task = asyncio.create_task(other())
        await clock.wait_async(0)
        order.append("waiter")
        await task

    run(main())
    assert order == ["other", "waiter"]


def test_tasks_wake_in_the_order_of_the_times_they_wait_for():
    clock, woken = VirtualClock(), []

    async def sleep(seconds, name):
        await clock.wait_async(seconds)
        woken.append(name)

    async def main():
        async with asyncio.TaskGroup() as group:
            for seconds, name in [(3, "c"), (1, "a"), (2, "b1"), (2, "b2"), (9, "d")]:
                group.create_task(sleep(seconds, name))
            await turns_until(lambda: clock.waiting == 5)
            clock.advance(5)
            await turns_until(lambda: len(woken) == 4)
            assert woken == ["a", "b1", "b2", "c"]
            assert clock.waiting == 1
            clock.advance(4)

    run(main())
    assert woken == ["a", "b1", "b2", "c", "d"]


def test_another_thread_may_move_the_clock_of_a_running_loop():
    clock = VirtualClock()

    async def main():
        task = asyncio.create_task(clock.wait_async(60))
        await turns_until(lambda: clock.waiting == 1)
        await asyncio.to_thread(clock.advance, 60)
        await task

    run(main(), debug=True)  # in debug mode a loop refuses calls that are not thread-safe
    assert clock.now() == 60.0


def test_a_cancelled_task_no_longer_waits_and_the_others_do():
    clock, woken = VirtualClock(), []

    async def sleep(name):
        await clock.wait_async(1)
        woken.append(name)

    async def main():
        tasks = [asyncio.create_task(sleep(name)) for name in ("gone", "stays")]
        await turns_until(lambda: clock.waiting == 2)
        tasks[0].cancel()
        await asyncio.wait(tasks[:1])
        assert clock.waiting == 1
        clock.advance(1)
        await tasks[1]

    run(main())
    assert woken == ["stays"]


def test_a_task_that_is_cancelled_as_its_time_comes_ends_cancelled():
    clock, complaints = VirtualClock(), []

    async def main():
        asyncio.get_running_loop().set_exception_handler(lambda _, said: complaints.append(said))
        task = asyncio.create_task(clock.wait_async(1))
        await turns_until(lambda: clock.waiting == 1)
        clock.advance(1)  # the wake-up is on its way
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert run(main())
    assert complaints == []


def test_who_was_woken_waits_no_longer():
    async def main():
        clock = VirtualClock()
        task = asyncio.create_task(clock.wait_async(5))
        await turns_until(lambda: clock.waiting)
        clock.advance(5)
        assert clock.waiting == 0  # and the task has had no turn yet
        await task

    asyncio.run(main())


def test_what_waits_again_waits_from_the_time_it_was_woken():
    clock, seen = VirtualClock(), []

    async def twice():
        for _ in range(2):
            await clock.wait_async(3)
            seen.append(clock.now())

    async def main():
        task = asyncio.create_task(twice())
        for _ in range(2):
            await turns_until(lambda: clock.waiting == 1)
            clock.advance(10)
        await task

    run(main())
    assert seen == [10.0, 20.0]


def test_advancing_awaited_lets_each_task_go_on_at_its_own_moment():
    clock = VirtualClock(100)
    seen = []

    async def ticks(seconds, name):
        while True:
            await clock.wait_async(seconds)
            seen.append((name, clock.now()))

    async def main():
        tasks = [asyncio.create_task(ticks(2, "a")), asyncio.create_task(ticks(3, "b"))]
        await clock.advance_async(6.5)
        for task in tasks:
            task.cancel()

    run(main())
    assert sorted(seen[:3]) == [("a", 102), ("a", 104), ("b", 103)]
    assert sorted(seen[3:]) == [("a", 106), ("b", 106)]
    assert clock.now() == 106.5


def test_advancing_awaited_begins_what_was_made_and_ends_at_the_end_of_the_time():
    clock = VirtualClock()

    async def main():
        early = asyncio.create_task(clock.wait_async(0.1))
        late = asyncio.create_task(clock.wait_async(0.3))
        await clock.advance_async(0.2)
        assert (early.done(), late.done(), clock.now()) == (True, False, 0.2)
        await clock.advance_async(0.1)
        assert late.done()

    run(main())


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_advancing_awaited_refuses_to_run_backwards(seconds):
    clock = VirtualClock(5)
    with pytest.raises(ValueError, match="backwards"):
        run(clock.advance_async(seconds))
    assert clock.now() == 5
