"""Buses that deliver to the wrong handlers, or take the wrong publishers for their own."""

import asyncio
import weakref
from contextvars import Context, ContextVar
from inspect import iscoroutinefunction

from mutants.async_bus.plain import MUTANTS, Line, Plain


@MUTANTS.rejected_by("only_its_type", at_least=True)
class NoStar(Plain):
    """Takes "*" for a type like any other."""

    def route(self, type):
        return [line for line in self.lines if line.type == type]


@MUTANTS.rejected_by("only_its_type")
class StarLast(Plain):
    """Serves those who hear everything behind those who named the type."""

    def route(self, type):
        return sorted(super().route(type), key=lambda line: line.type == "*")


@MUTANTS.rejected_by("only_its_type")
class Prefix(Plain):
    """Takes a type for the beginning of a type."""

    def route(self, type):
        return [line for line in self.lines if type.startswith(line.type) or line.type == "*"]


@MUTANTS.rejected_by("from_the_next_event")
class CancelEmptiesTheMailbox(Plain):
    """Takes from a cancelled subscription what was published before."""

    def forget(self, line):
        super().forget(line)
        while line.waiting:
            delivery, _ = line.waiting.popleft()
            self.settle(delivery.trail)
        if line.task:
            line.task.cancel()


@MUTANTS.rejected_by("from_the_next_event")
class LateSubscribersCatchUp(Plain):
    """Gives a new subscriber what others are handling."""

    def subscribe(self, type, handler):
        line = super().subscribe(type, handler)
        for other in [other for other in self.route(type) if other.task]:
            self.enqueue_for(line, other.delivery)
        return line

    def enqueue_for(self, line, delivery):
        lines, self.lines = self.lines, [line]
        self.enqueue(delivery.event, delivery.trail)
        self.lines = lines


@MUTANTS.rejected_by("every_subscription_counts")
class OncePerHandler(Plain):
    """Keeps handlers in a set: the second subscription of one is not a second one."""

    def subscribe(self, type, handler):
        same = [line for line in self.lines if (line.type, line.handler) == (type, handler)]
        return same[0] if same else super().subscribe(type, handler)


@MUTANTS.rejected_by("plain_and_async", at_least=True)
class AwaitsOnlyWhatSaysSo(Plain):
    """Awaits `async def` handlers only, and not what other callables return."""

    async def call(self, handler, event):
        if iscoroutinefunction(handler):
            await handler(event)
        elif asyncio.iscoroutine(outcome := handler(event)):
            outcome.close()


@MUTANTS.rejected_by("plain_and_async", at_least=True)
class AwaitsEverything(Plain):
    """Awaits what a plain function returns."""

    async def call(self, handler, event):
        await handler(event)


@MUTANTS.rejected_by("strong_references", at_least=True)
class WeakReferences(Plain):
    """Holds handlers weakly: a lambda is gone before the first event."""

    def subscribe(self, type, handler):
        keep = weakref.ref(handler)
        line = super().subscribe(type, None)
        line.__class__ = type_of_weak_line(keep)
        return line


def type_of_weak_line(keep):
    def forgetful(event):
        return keep()(event) if keep() else None

    class WeakLine(Line):
        handler = property(lambda self: forgetful, lambda self, value: None)

    return WeakLine


@MUTANTS.rejected_by("decorator")
class DecoratorTakesTheName(Plain):
    """Returns the subscription from the decorator, so that the function's name is lost."""

    def on(self, type):
        return lambda handler: self.subscribe(type, handler)


@MUTANTS.rejected_by("no_loop")
class PretendsWithoutALoop(Plain):
    """Starts a task where there is a loop, and returns True in any case."""

    def publish(self, event):
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return True
        return loop.create_task(super().publish(event))


@MUTANTS.rejected_by("fifty_not_awaited")
class RefusesTheMany(Plain):
    """Raises when more than forty events wait for their handlers."""

    async def publish(self, event):
        if len(self.trails) >= 40:
            raise RuntimeError("too many events under way")
        await super().publish(event)


@MUTANTS.rejected_by("fifty_not_awaited")
class LeavesTheLateOut(Plain):
    """Looks once, when it is left, for what is under way."""

    async def drain(self):
        while self.trails:
            await asyncio.wait([trail.over for trail in self.trails])


@MUTANTS.rejected_by("concurrent_publishers", at_least=True)
class ErrorsInOnePot(Plain):
    """Collects the errors of all publishers and gives them to whoever is ready first."""

    pot: list

    def set_off(self, *, watched):
        trail = super().set_off(watched=watched)
        self.pot = trail.errors = getattr(self, "pot", trail.errors)
        return trail


@MUTANTS.rejected_by("full_bus_inside")
class BoundInsideToo(Plain):
    """Lets a handler wait for room that only it could make."""

    async def emit(self, event):
        if self.trail_here():
            await self.take_place(self.trail_here())
        await super().emit(event)


@MUTANTS.rejected_by("tasks_of_a_handler", at_least=True)
class InsideIsOneTask(Plain):
    """Takes only the handler's own task for inside."""

    def trail_here(self):
        running = asyncio.current_task()
        return next((ln.delivery.trail for ln in self.lines if ln.task is running), None)


@MUTANTS.rejected_by("outlives_its_handler")
class InsideForEver(Plain):
    """Takes every task that a handler has ever started for inside."""

    def trail_here(self):
        delivery = self.here.get()
        if delivery and not delivery.running:
            delivery.trail.left += 1
            asyncio.get_running_loop().call_soon(self.settle, delivery.trail)
        return delivery.trail if delivery else None


_innermost = ContextVar("the delivery of whichever bus", default=None)


@MUTANTS.rejected_by("two_buses")
class InsideTheInnermost(Plain):
    """Does not see that the handler of another bus is waited for by a handler of its own."""

    def __init__(self, bound=1000):
        super().__init__(bound)
        self.here = _innermost

    def trail_here(self):
        delivery = self.here.get()
        mine = delivery and any(line.delivery is delivery for line in self.lines)
        return delivery.trail if mine and delivery.running else None


@MUTANTS.rejected_by("context_of_the_publisher", at_least=True)
class ContextOfItsOwn(Plain):
    """Runs handlers in a context of the bus."""

    def begin(self, line):
        line.waiting = type(line.waiting)((delivery, Context()) for delivery, _ in line.waiting)
        super().begin(line)


@MUTANTS.rejected_by("context_of_the_publisher")
class ContextOfTheFirst(Plain):
    """Has one worker for each handler, which lives in the context of whoever came first."""

    def begin(self, line):
        if line.task is None and line.waiting:
            delivery, context = line.waiting.popleft()
            line.context = getattr(line, "context", context)
            line.waiting.appendleft((delivery, line.context))
        super().begin(line)
