"""AsyncBus under programs made at random: publishers, emitters, cancellations, events caused."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st
from tasks import run, turns

from eventlab import AsyncBus, Event

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
