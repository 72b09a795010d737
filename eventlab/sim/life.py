"""Life: one process of a consumer, from its start until it dies or the run is over.

Guarantee: a fault can happen before and after every call to a collaborator. Once the process is
dead, nothing that it calls has an effect any more, not in a `finally:` and not in an `except
BaseException:`: such a call raises `Crash` again and is recorded as too late.
"""

from collections.abc import Callable
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from eventlab.sim.history import Op
from eventlab.sim.network import Message
from eventlab.sim.outside import STORES, Proxy, Store
from eventlab.sim.post import QUEUE, Post
from eventlab.sim.schedule import CRASH, ERROR, LEASE, MEANWHILE, Fault, place_of

if TYPE_CHECKING:
    from eventlab.sim.loop import Tasks
    from eventlab.sim.world import World


class Crash(BaseException):
    """Ends a process, as `kill -9` would; no `except Exception:` is in its way."""


class Life:
    """A process of a consumer: the guard that each of its calls to a collaborator goes by.

    Args:
        world: where it lives.
        consumer: which one it is a process of.
        lane: its name in the trace.
        only: the one message that it is to handle; by default all of its consumer's.
    """

    def __init__(
        self, world: "World", consumer: str, lane: str, only: Message | None = None
    ) -> None:
        self.world, self.consumer, self.lane = world, consumer, lane
        self.dead = False
        self.tasks: Tasks | None = None  # of an async consumer
        self.message: Message | None = None  # the one that was taken last
        self.calls: list[str] = []  # what was called since,
        self.lasting: list[int] = []  # and which of these calls changed what outlives the process
        self.post = Post(self, only)
        self._fault: Fault | None = None
        self._connections: list[Any] = []
        self.work = world.scenario.programs[consumer].start(self)

    def offer(self, name: str) -> Any:
        """Return the collaborator of that name, for this process to use."""
        own = {"ack": self.post.ack, "queue": self.post, "publish": self.publish}
        if name in own:
            return own[name]
        if name == "clock":
            return self.world.clock
        thing = self.world.outside(name)
        if hasattr(thing, "open_for"):
            self._connections.append(thing.open_for(self, name))
            return self._connections[-1]
        return (Store if isinstance(thing, STORES) else Proxy)(self, name, thing)

    def publish(self, event: Any) -> Any:
        """Send an event to all the consumers."""
        return self.ask("publish", QUEUE, self.world.publish, self, event)

    def begin(self, message: Message) -> Fault | None:
        """Take on a message; return the fault that is planned for this delivery."""
        self.message, self.calls, self.lasting = message, [], []
        self._fault = self.world.begun(self, message)
        return self._fault

    def run(self) -> None:
        """Serve what there is to serve.

        Raises:
            Crash: this process died of it.
        """
        try:
            self.work()
            self.end()
        except (Exception, SystemExit) as error:  # out of a loop of the consumer's own
            self.die(describe(error))
        except BaseExceptionGroup:
            if not self.dead:
                raise
            raise Crash from None  # tasks of a dead process died with it
        self.post.settle()

    def end(self) -> None:
        """Finish a delivery: the last moment at which the process may die in it."""
        if self.dead:
            raise Crash
        fault = self._fault
        if fault and fault.kind == CRASH and fault.place.startswith(("at end", "call ")):
            self._crash("at end")  # a call that was drawn by its number has not come
        self._fault = None
        for name in self.tasks.forgotten() if self.tasks else ():
            self.record("note", self.lane, self.lane, f"{name} was never awaited")

    def close(self) -> None:
        """End the process; the connections that it leaves open commit nothing."""
        if self.tasks:
            self.tasks.close()
        for connection in self._connections:
            connection.release()
        self.dead = True
        del self.work, self.post  # or the garbage collector would take a third of the time

    # The guard

    def ask(self, name: str, lane: str, do: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Make a call to a service; if the consumer is async, when it is awaited."""
        if self.tasks is None:
            return self.call(name, lane, do, *args, **named)
        return self.tasks.later(name, self.call, name, lane, do, *args, **named)

    def take(self, do: Callable[..., Any], *args: Any) -> Any:
        """Take from the queue; if the consumer is async, when it is awaited."""
        return do(*args) if self.tasks is None else self.tasks.take(do, *args)

    def call(self, name: str, lane: str, do: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Do it, unless a fault is due before or after, or this process is dead."""
        if self.dead:
            self.record("lost", self.lane, lane, f"{name} (too late)")
            raise Crash
        self.calls.append(name)
        if self._fault is None:
            return do(*args, **named)
        place = place_of(self.calls)
        if self._is_due(f"before {place}", "call"):
            self._interrupt(f"before {place}", lane)
        result = do(*args, **named)
        if self._is_due(f"after {place}", "after call"):
            self._fail(f"after {place}", lane)
        return result

    def changed(self, lane: str, method: str, args: tuple[Any, ...] = ()) -> None:
        """Take note that the present call has changed something that outlives this process."""
        self.lasts()
        latest, self.message = self.message, self.post.meant(args) or self.message
        self.world.changed(self, lane, method)
        self.message = latest

    def lasts(self) -> None:
        """Take note of the same, where it is recorded already."""
        self.lasting.append(len(self.calls) - 1)

    def record(
        self, kind: str, source: str, target: str, label: str = "", value: Any = None
    ) -> None:
        """Write down what happened, as something about the present message."""
        subject = self.message.intent if self.message else ""
        self.world.ops.append(Op(kind, source, target, label, subject, value))

    def loses(self, kind: str, message: Message) -> bool:
        """Return whether a message of that kind, about the present delivery, is to be lost."""
        if self._fault is None or self._fault.kind != kind or message is not self.message:
            return False
        self.meet(kind, self.lane, QUEUE, f"ack {message.name}")
        return True

    def meet(self, kind: str, source: str, target: str, label: str, place: str = "") -> None:
        """Let the planned fault happen."""
        assert self._fault and self.message
        place = place or self._fault.place
        self._fault = None
        self.world.fired(self.message, Fault(kind, place))
        self.record(kind, source, target, label)

    def die(self, reason: str) -> None:
        """End with no chance to do anything more."""
        if not self.dead:
            self.dead = True
            self.world.record(CRASH, self.lane, self.lane, reason, "")
        raise Crash

    def failed(self, error: Exception) -> None:
        """Take note that the handler raised: its event comes again."""
        if self.dead:
            raise Crash from None
        self.record(ERROR, self.lane, QUEUE, describe(error))

    def _is_due(self, place: str, drawn: str) -> bool:
        """Whether the fault is planned for this place: by its name, or drawn by its number."""
        places = place, f"{drawn} {len(self.calls)}"
        return self._fault is not None and self._fault.place in places

    def _interrupt(self, place: str, lane: str) -> None:
        assert self._fault
        if self._fault.kind == CRASH:
            self._crash(place)
        if self._fault.kind == ERROR:
            self._fail(place, lane)
        if self._fault.kind == MEANWHILE:
            if message := self.world.network.take_for(self.consumer):
                self.meet(MEANWHILE, self.lane, self.lane, "stands still", place)
                self.world.beside(self, message)
            return
        self.meet(LEASE, QUEUE, QUEUE, "the lease runs out", place)
        self.world.overtake(self)

    def _crash(self, place: str) -> None:
        assert self.message
        self.world.fired(self.message, Fault(CRASH, place))
        self.die(place)

    def _fail(self, place: str, lane: str) -> None:
        kind = self.world.failure(lane)
        self.meet(ERROR, lane, self.lane, kind.__name__, place)
        raise kind(f"no answer from {lane}")


def describe(error: BaseException) -> str:
    """Name an error in a few words."""
    words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return shorten(words, 60, placeholder=" ...")
