"""Async consumers in the simulator: tasks, turns, virtual time, and what nobody awaits."""

import asyncio

import consumers
from simulated import effects, lines

from eventlab.sim import Scenario, Schedule, explore, nothing_lost


def test_an_async_consumer_awaits_its_services():
    async def sends(event, mail, ack):
        await mail.send(event.id)
        await ack()

    assert lines(sends, "A[crash before ack]") == [
        "deliver queue A",
        "send consumer A",
        "crash consumer before ack",
        "restart consumer",
        "duplicate queue A",
        "send consumer A",
        "ack consumer A",
    ]


def test_a_coroutine_that_comes_out_of_a_sync_consumer_is_no_success():
    async def sends(event, mail):
        await mail.send(event.id)

    said = "error consumer TypeError: it returned a coroutine, which nobody awaits"
    assert said in lines(lambda event, mail: sends(event, mail), "A", max_attempts=1)


def test_a_generator_that_comes_out_of_a_consumer_is_no_success():
    def sends(event, mail):
        yield mail.send(event.id)

    assert lines(sends, "A", max_attempts=1) == [
        "deliver queue A",
        "error consumer TypeError: it returned a generator, which nobody runs",
        "dead_letter queue A",
    ]


def test_a_call_that_nobody_awaits_has_no_effect_and_is_told():
    async def forgets(event, mail):
        mail.send(event.id)

    assert lines(forgets, "A") == [
        "deliver queue A",
        "ack consumer A",
        "note consumer mail.send was never awaited",
    ]
    failure = explore(Scenario("programs", forgets)).failure
    assert "note     consumer               mail.send was never awaited" in repr(failure)


def test_a_task_that_nobody_waits_for_is_lost_in_a_crash():
    async def fires_and_forgets(event, mail):
        tasks.add(asyncio.create_task(mail.send(event.id)))

    tasks = set()
    scenario = Scenario("programs", fires_and_forgets, properties=[nothing_lost()])
    assert dict(scenario.run(Schedule.parse("A B")).history.effects) == {"A": 1, "B": 1}
    assert str(explore(scenario).failure.schedule) == "A[crash at end] B C"


def test_tasks_take_turns_in_one_order_and_sleep_in_virtual_time():
    async def gathers(event, mail, payment, clock):
        async def later(seconds, send):
            await asyncio.sleep(seconds)
            await send(clock.now())

        async with asyncio.TaskGroup() as group:
            group.create_task(later(3600, mail.send))
            group.create_task(later(60, payment.charge))

    expected = ["deliver queue A", "send consumer charge A", "send consumer A", "ack consumer A"]
    assert lines(gathers, "A") == expected
    assert lines(gathers, "A[crash before mail.send]")[:3] == [
        *expected[:2],
        "crash consumer before mail.send",
    ]


def test_an_async_consumer_that_waits_for_nothing_fails_instead_of_hanging():
    async def waits(event):
        await asyncio.Event().wait()

    said = "error consumer RuntimeError: the consumer waits for what nobody does"
    assert said in lines(waits, "A", max_attempts=1)


def test_an_async_consumer_that_cancels_itself_has_failed():
    async def cancels(event):
        raise asyncio.CancelledError

    said = "error consumer RuntimeError: the consumer has cancelled itself"
    assert said in lines(cancels, "A", max_attempts=1)


def test_an_async_consumer_runs_where_a_loop_is_running_already():
    async def in_a_notebook():
        return lines(consumers.one_transaction_async, "A[crash before ack] A")

    assert asyncio.run(in_a_notebook()) == lines(
        consumers.one_transaction_async, "A[crash before ack] A"
    )


def test_two_async_consumers_meet_when_a_lease_runs_out():
    async def sends(event, mail):
        await mail.send(event.id)

    assert effects(sends, "A[lease before ack]") == {"A": 2}


def test_an_async_loop_of_its_own():
    async def works(queue, mail):
        while delivery := await queue.get():
            await mail.send(delivery.event.id)
            await queue.ack(delivery)

    assert effects(works, "A B[crash before ack] A") == {"A": 2, "B": 2}
