"""Buses that lack what the first lesson builds: order, patience, isolation, a bound, an end."""

import asyncio

from mutants.async_bus.plain import MUTANTS, Line, Plain, Trail


@MUTANTS.rejected_by("each_handler_in_order", "inside_a_handler", at_least=True)
class TaskForEachEvent(Plain):
    """Starts a task for every delivery at once: the second event may overtake the first."""

    def begin(self, line):
        alone = Line(self, line.type, line.handler)
        alone.waiting, line.waiting = line.waiting, alone.waiting
        super().begin(alone)


@MUTANTS.rejected_by(
    "publish_waits",
    "errors_surface",
    "inside_a_handler",
    at_least=True,
)
class FireAndForget(Plain):
    """Returns from publish when the event is in the mailboxes."""

    async def until(self, trail):
        trail.errors.clear()


@MUTANTS.rejected_by("publish_waits", at_least=True)
class FirstToFinish(Plain):
    """Returns from publish when one of the handlers has ended."""

    def ended(self, line, task):
        super().ended(line, task)
        self.end(line.delivery.trail)


@MUTANTS.rejected_by("side_by_side", "from_the_next_event")
class OneAtATime(Plain):
    """Has one queue for all: the next handler begins when the one before has ended."""

    def begin(self, line):
        if not any(other.task for other in self.lines):
            super().begin(next((other for other in self.lines if other.waiting), line))

    def ended(self, line, task):
        super().ended(line, task)
        self.begin(line)


@MUTANTS.rejected_by(
    "errors_surface",
    "names_the_failing",
    "concurrent_publishers",
    "errors_of_caused_events",
    "errors_of_emitted_events",
    at_least=True,
)
class Silent(Plain):
    """Drops what handlers raise."""

    def fail(self, trail, line, event, error):
        pass


@MUTANTS.rejected_by("errors_surface", "leaving_by_an_error_among_others", at_least=True)
class OnlyTheFirstError(Plain):
    """Raises the first error as it is, and forgets the others."""

    def group(self, errors):
        return errors[0]


@MUTANTS.rejected_by("inside_a_handler", "two_buses", at_least=True)
class WaitsForItself(Plain):
    """Lets a handler wait for what it publishes, though it is what has to handle it."""

    def trail_here(self):
        return None


@MUTANTS.rejected_by("inside_a_handler", "drains_on_leaving", at_least=True)
class DropsNested(Plain):
    """Forgets what a handler publishes."""

    async def publish(self, event):
        if not self.trail_here():
            await super().publish(event)

    async def emit(self, event):
        if not self.trail_here():
            await super().emit(event)


@MUTANTS.rejected_by("emit_only_enqueues", "emit_waits_when_full", at_least=True)
class EmitIsPublish(Plain):
    """Waits in emit until the event is handled."""

    async def emit(self, event):
        await self.publish(event)


@MUTANTS.rejected_by("emit_waits_when_full", "cancelled_emitter")
class Unbounded(Plain):
    """Accepts every event at once."""

    async def take_place(self, trail):
        pass


@MUTANTS.rejected_by("emit_waits_when_full", "cancelled_emitter")
class RefusesWhenFull(Plain):
    """Raises where it should wait."""

    async def take_place(self, trail):
        if self.taken == self.bound:
            raise asyncio.QueueFull
        await super().take_place(trail)


@MUTANTS.rejected_by("emit_waits_when_full", "cancelled_emitter")
class OneMoreThanTheBound(Plain):
    """Counts the places from 0."""

    def __init__(self, bound=1000):
        super().__init__(bound + 1)


@MUTANTS.rejected_by(
    "drains_on_leaving", "emit_only_enqueues", "errors_of_emitted_events", at_least=True
)
class LeavesAtOnce(Plain):
    """Goes when the block ends, whatever is in the mailboxes."""

    async def drain(self):
        pass


@MUTANTS.rejected_by("drains_on_leaving", at_least=True)
class DrainsWhatIsThere(Plain):
    """Waits for the handlers at work, but not for what they cause."""

    def trail_here(self):
        return super().trail_here() and Trail(watched=False)
