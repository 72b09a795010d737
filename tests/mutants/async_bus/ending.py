"""Buses that lose errors or events when somebody is cancelled or the bus is left."""

import asyncio

from mutants.async_bus.plain import MUTANTS, Plain


@MUTANTS.rejected_by("names_the_failing")
class Anonymous(Plain):
    """Does not say which handlers failed."""

    def group(self, errors):
        return BaseExceptionGroup("some handlers failed", errors)


@MUTANTS.rejected_by("errors_of_caused_events")
class CausedErrorsAreLost(Plain):
    """Forgets what handlers raise on events that handlers published."""

    def fail(self, trail, line, event, error):
        if trail.type == event.type:
            super().fail(trail, line, event, error)

    def enqueue(self, event, trail):
        trail.type = getattr(trail, "type", event.type)
        super().enqueue(event, trail)


@MUTANTS.rejected_by(
    "errors_of_emitted_events",
    "error_behind_a_cancelled_publisher",
    "leaving_by_an_error_among_others",
)
class EmittedErrorsAreLost(Plain):
    """Has nowhere to put the errors that nobody waits for."""

    def collect(self, trail):
        pass


@MUTANTS.rejected_by("errors_of_emitted_events")
class ErrorsAreKept(Plain):
    """Raises the same errors each time that it is left."""

    kept: list

    def collect(self, trail):
        super().collect(trail)
        self.kept = [*getattr(self, "kept", []), *trail.errors]

    async def drain(self):
        await super().drain()
        self.errors = list(getattr(self, "kept", []))


@MUTANTS.rejected_by("interruption_passes")
class CatchesEverything(Plain):
    """Takes a BaseException for a handler's failure like any other."""

    def fail(self, trail, line, event, error):
        if not isinstance(error, Exception):
            error = RuntimeError(repr(error))
        super().fail(trail, line, event, error)


@MUTANTS.rejected_by("interruption_passes")
class InterruptionWaits(Plain):
    """Passes a BaseException on when all the other handlers have ended."""

    def end(self, trail):
        if trail.left == 0:
            super().end(trail)


@MUTANTS.rejected_by("cancelled_handler", "all_tasks_cancelled")
class CancelledIsDone(Plain):
    """Takes a handler that was cancelled for one that has ended well."""

    def error_of(self, task):
        return None if task.cancelled() else super().error_of(task)


@MUTANTS.rejected_by("cancelled_handler", "all_tasks_cancelled", at_least=True)
class WorkerDiesOfCancellation(Plain):
    """Has a worker that ends, for all events to come, when its handler is cancelled."""

    def ended(self, line, task):
        if not task.cancelled():
            super().ended(line, task)


@MUTANTS.rejected_by("all_tasks_cancelled")
class AccountsInFinally(Plain):
    """Counts in the `finally` of the task, which one that is cancelled unstarted never reaches."""

    def begin(self, line):
        if line.task is None and line.waiting:
            line.delivery, context = line.waiting.popleft()
            context.run(self.here.set, line.delivery)
            line.task = asyncio.get_running_loop().create_task(self.work(line), context=context)

    async def work(self, line):
        task = asyncio.ensure_future(self.call(line.handler, line.delivery.event))
        try:
            await asyncio.wait([task])
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
            self.ended(line, task)


@MUTANTS.rejected_by("all_tasks_cancelled")
class NeverGoesOn(Plain):
    """Leaves a mailbox alone for ever when its task was cancelled from outside."""

    def resume(self):
        pass


@MUTANTS.rejected_by("cancelled_publisher")
class CancellationReachesHandlers(Plain):
    """Cancels the handlers when the publisher is cancelled, as awaiting them directly would."""

    async def until(self, trail):
        try:
            await trail.over
        except asyncio.CancelledError:
            for line in self.lines:
                if line.task and line.delivery.trail is trail:
                    line.task.cancel()
            raise


@MUTANTS.rejected_by("error_behind_a_cancelled_publisher")
class OnlyPublishersGetErrors(Plain):
    """Forgets the errors that a cancelled publisher would have got."""

    def collect(self, trail):
        if not trail.over.cancelled():
            super().collect(trail)


@MUTANTS.rejected_by("cancelled_emitter")
class CancelledKeepsItsPlace(Plain):
    """Gives room to an emit that has been cancelled meanwhile."""

    def free_place(self):
        if self.emitters:
            place = self.emitters.popleft()
            return None if place.done() else place.set_result(None)
        self.taken -= 1


@MUTANTS.rejected_by("cancelled_emitter")
class AcceptsBeforeThereIsRoom(Plain):
    """Puts the event in first, and waits for room afterwards."""

    async def emit(self, event):
        if trail := self.trail_here():
            return self.enqueue(event, trail)
        self.admit(event)
        trail = self.set_off(watched=False)
        self.enqueue(event, trail)
        try:
            await self.take_place(trail)
        finally:
            self.waiting -= 1
            self.settle(trail)


@MUTANTS.rejected_by("leaving_by_an_error", "leaving_by_an_error_among_others")
class GoesOnError(Plain):
    """Drains only a block that has ended well."""

    async def __aexit__(self, kind, error, trace):
        if error is None:
            return await super().__aexit__(kind, error, trace)
        await self.stop()


@MUTANTS.rejected_by("leaving_by_an_error_among_others")
class BlockErrorIsReplaced(Plain):
    """Raises the handlers' errors instead of the block's."""

    def group(self, errors):
        return super().group([e for e in errors if not isinstance(e, LookupError)])


@MUTANTS.rejected_by("leaving_by_cancellation", "cancellation_loses_nothing")
class DrainsThoughCancelled(Plain):
    """Waits for handlers that have been told to stop waiting for."""

    async def stop(self):
        self.stop = super().stop  # a second time it gives in, so that it ends
        await self.drain()


@MUTANTS.rejected_by("leaving_by_cancellation", "cancellation_loses_nothing")
class LeavesHandlersRunning(Plain):
    """Goes away from the handlers at work."""

    async def stop(self):
        self.open = False


@MUTANTS.rejected_by("cancellation_loses_nothing")
class ThrowsTheMailAway(Plain):
    """Empties the mailboxes when it is left by cancellation."""

    async def stop(self):
        for line in self.lines:
            while line.waiting:
                delivery, _ = line.waiting.popleft()
                self.settle(delivery.trail)
        await super().stop()


@MUTANTS.rejected_by("emit_needs_an_open_bus")
class EmitsAnywhere(Plain):
    """Accepts an event though nobody will wait for it."""

    def admit(self, event):
        pass


@MUTANTS.rejected_by("emit_needs_an_open_bus", at_least=True)
class OnceOnly(Plain):
    """Cannot be used any more when it has been left."""

    async def __aenter__(self):
        if hasattr(self, "left"):
            raise RuntimeError("closed")
        self.left = True
        return await super().__aenter__()
