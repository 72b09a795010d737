"""Checks of made-up tasks: one that is awaited, and two in which a test is written."""

import asyncio

from eventlab.course.grading import Failure, Task
from eventlab.course.mutation import grade_tests
from eventlab.course.telling import show, step

drain = Task("00-drain", "drain")
squares = Task("00-squares", "test_square")
counters = Task("00-counters", "test_counter")


@drain.behaviour
def returns_all(drain):
    """It takes what waits in the queue."""

    async def run():
        queue = asyncio.Queue()
        for n in (1, 2):
            queue.put_nowait(n)
        step("await drain(queue)")
        return await drain(queue)

    if (found := asyncio.run(run())) != [1, 2]:
        raise Failure("[1, 2]", show(found))


grade_tests(
    squares,
    right={"multiplies": lambda n: n * n, "raises to a power": lambda n: n**2},
    mutants={
        "one that doubles": lambda n: 2 * n,
        "one that keeps the sign": lambda n: n * abs(n),
        "one that answers in text": lambda n: str(n * n),
        "one that has a largest number": lambda n: min(n * n, 10_000),
    },
)


class Counter:
    """Counts each id once."""

    def __init__(self):
        self.seen = set()

    async def add(self, id):
        """Take an id in, and say how many there were."""
        await asyncio.sleep(3600)
        self.seen.add(id)
        return len(self.seen)


class Listed(Counter):
    """The same with a list."""

    def __init__(self):
        self.seen = []

    async def add(self, id):
        """Take an id in."""
        if id not in self.seen:
            self.seen.append(id)
        return len(self.seen)


class Forgets(Counter):
    """Knows only the last."""

    async def add(self, id):
        """Take an id in."""
        self.seen = {id}
        return 1


class Hangs(Counter):
    """Waits for nobody."""

    async def add(self, id):
        """Take an id in."""
        await asyncio.Event().wait()


grade_tests(
    counters,
    right={"one that keeps a set": Counter, "one that keeps a list": Listed},
    mutants={"one that forgets all but the last id": Forgets, "one that never answers": Hangs},
)
