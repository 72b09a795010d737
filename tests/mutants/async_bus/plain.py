"""A right asynchronous bus, cut into steps so that each wrong one can do one of them wrong."""

import asyncio
from collections import deque
from contextvars import ContextVar, copy_context
from inspect import isawaitable

from mutants import Mutants

MUTANTS = Mutants()


class Line:
    """One subscription, the events that wait for it, and the task of the one in hand."""

    def __init__(self, bus, type, handler):
        self.bus, self.type, self.handler = bus, type, handler
        self.waiting, self.task, self.delivery = deque(), None, None

    def cancel(self):
        self.bus.forget(self)


class Delivery:
    def __init__(self, event, trail):
        self.event, self.trail, self.running = event, trail, True


class Trail:
    """What one publish or emit set off: how much of it is left, and what went wrong."""

    def __init__(self, *, watched):
        self.watched, self.left, self.errors, self.interruption = watched, 1, [], None
        self.place = False
        self.over = asyncio.get_running_loop().create_future()


class Plain:
    def __init__(self, bound=1000):
        self.bound, self.taken, self.emitters = bound, 0, deque()
        self.lines, self.stopped, self.open = [], [], False
        self.trails, self.waiting, self.errors = set(), 0, []
        self.here = ContextVar("the delivery handled here", default=None)

    # Who hears what.

    def subscribe(self, type, handler):
        line = Line(self, type, handler)
        self.lines = [*self.lines, line]
        return line

    def on(self, type):
        def subscribe(handler):
            self.subscribe(type, handler)
            return handler

        return subscribe

    def forget(self, line):
        self.lines = [other for other in self.lines if other is not line]

    def route(self, type):
        return [line for line in self.lines if line.type in (type, "*")]

    # From the publisher to the handler.

    async def publish(self, event):
        if trail := self.trail_here():
            return self.enqueue(event, trail)
        trail = self.set_off(watched=True)
        self.enqueue(event, trail)
        self.settle(trail)
        await self.wait_for(trail)
        self.report(trail)

    async def emit(self, event):
        if trail := self.trail_here():
            return self.enqueue(event, trail)
        self.admit(event)
        trail = self.set_off(watched=False)
        try:
            await self.take_place(trail)
            self.enqueue(event, trail)
        finally:
            self.waiting -= 1
            self.settle(trail)

    def admit(self, event):
        if not self.open:
            raise RuntimeError("the bus is not open")

    def trail_here(self):
        delivery = self.here.get()
        return delivery.trail if delivery and delivery.running else None

    def set_off(self, *, watched):
        trail = Trail(watched=watched)
        self.trails.add(trail)
        self.waiting += 1
        self.resume()
        return trail

    def enqueue(self, event, trail):
        for line in self.route(event.type):
            trail.left += 1
            line.waiting.append((Delivery(event, trail), copy_context()))
            self.begin(line)

    def begin(self, line):
        if line.task is None and line.waiting:
            line.delivery, context = line.waiting.popleft()
            context.run(self.here.set, line.delivery)
            work = self.call(line.handler, line.delivery.event)
            line.task = asyncio.get_running_loop().create_task(work, context=context)
            line.task.add_done_callback(lambda task: self.ended(line, task))

    async def call(self, handler, event):
        outcome = handler(event)
        if isawaitable(outcome):
            await outcome

    def ended(self, line, task):
        delivery, line.task = line.delivery, None
        delivery.running = False
        if error := self.error_of(task):
            self.fail(delivery.trail, line, delivery.event, error)
        if task.cancelling():
            self.stopped.append(line)
            task.get_loop().call_soon(self.resume)
        else:
            self.begin(line)
        self.settle(delivery.trail)

    def resume(self):
        if self.open or self.waiting:
            stopped, self.stopped = self.stopped, []
            for line in stopped:
                self.begin(line)

    # What went wrong, and when it is over.

    def error_of(self, task):
        return RuntimeError("cancelled") if task.cancelled() else task.exception()

    def fail(self, trail, line, event, error):
        if isinstance(error, Exception) or not trail.watched:
            error.add_note(f"in {getattr(line.handler, '__qualname__', line.handler)}")
            trail.errors.append(error)
        else:
            trail.interruption = error
            self.end(trail)

    def settle(self, trail):
        trail.left -= 1
        if trail.left == 0:
            self.trails.discard(trail)
            if trail.place:
                self.free_place()
            self.end(trail)
            if not trail.watched:
                self.collect(trail)

    def end(self, trail):
        if not trail.over.done():
            trail.over.set_result(None)

    async def wait_for(self, trail):
        try:
            await self.until(trail)
            if trail.interruption:
                raise trail.interruption
        except BaseException:
            trail.watched = False
            if trail.left == 0:
                self.collect(trail)
            raise
        finally:
            self.waiting -= 1

    async def until(self, trail):
        await trail.over

    def collect(self, trail):
        self.errors += trail.errors

    def report(self, trail):
        if trail.errors:
            raise self.group(trail.errors)

    def group(self, errors):
        notes = [note for error in errors for note in getattr(error, "__notes__", [])]
        return BaseExceptionGroup(", ".join(notes), errors)

    # The bound.

    async def take_place(self, trail):
        if self.taken < self.bound:
            self.taken += 1
        else:
            place = asyncio.get_running_loop().create_future()
            self.emitters.append(place)
            try:
                await place
            except asyncio.CancelledError:
                if place.done() and not place.cancelled():
                    self.free_place()
                raise
        trail.place = True
        self.admit(None)

    def free_place(self):
        while self.emitters:
            place = self.emitters.popleft()
            if not place.done():
                return place.set_result(None)
        self.taken -= 1

    # The end.

    async def __aenter__(self):
        self.open = True
        self.resume()
        return self

    async def __aexit__(self, kind, error, trace):
        try:
            if error is not None and not isinstance(error, Exception):
                await self.stop()
            else:
                await self.drain()
        except asyncio.CancelledError:
            await self.stop()
            raise
        finally:
            self.open = False
            errors, self.errors = self.errors, []
        if errors and (error is None or isinstance(error, Exception)):
            raise self.group([error, *errors] if error else errors)

    async def drain(self):
        await asyncio.sleep(0)
        while self.trails:
            await asyncio.wait([trail.over for trail in self.trails])

    async def stop(self):
        self.open = False
        if tasks := [line.task for line in self.lines if line.task]:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
