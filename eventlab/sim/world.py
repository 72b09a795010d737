"""World: one run of a scenario under one schedule, in virtual time.

Guarantee: the same scenario and schedule give the same operations, in every process. Faults come
from the schedule alone; no thread, no clock and no hash of the machine is asked.
"""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from eventlab.event import Event
from eventlab.sim.history import CALL, DELIVER, DUPLICATE, EFFECT, STATE, History, Op
from eventlab.sim.life import Crash, Life
from eventlab.sim.network import Message, Network, Plan
from eventlab.sim.outside import STORES
from eventlab.sim.post import QUEUE, Idle
from eventlab.sim.schedule import Fault, Schedule, Turn

if TYPE_CHECKING:
    from eventlab.sim.scenario import Scenario

LEASE_SECONDS = 30.0
MOST_TURNS = 10_000


class _Endless(BaseException):
    """Comes through whatever a consumer catches."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run.

    Args:
        schedule: the turns that there really were, with the faults that really happened.
        history: what happened.
        calls: for each turn, the names of the calls that the consumer made in it.
        lasting: for each turn, the indices of the calls that changed what outlives the process.
    """

    schedule: Schedule
    history: History
    calls: list[list[str]]
    lasting: list[list[int]]


class Clock:
    """The clock of a world: who waits moves it on, since nobody else does."""

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        """Return the seconds since the run began."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let the seconds pass."""
        self._now += seconds

    def wait(self, seconds: float) -> None:
        """Let the seconds pass."""
        self._now += max(seconds, 0.0)

    async def wait_async(self, seconds: float) -> None:
        """Let the seconds pass for this task."""
        import asyncio

        await asyncio.sleep(seconds)  # the consumer's loop moves this clock


class World:
    """Everything that a run consists of.

    Args:
        scenario: who takes part.
        plan: what is delivered when, and what goes wrong.
    """

    def __init__(self, scenario: "Scenario", plan: Plan) -> None:
        self.scenario = scenario
        self.network = Network(scenario.messages, plan, scenario.max_attempts)
        self.clock = Clock()
        self.ops: list[Op] = []
        self._fired: list[str] = []
        self._calls: list[list[str]] = []
        self._lasting: list[list[int]] = []
        self._outside: dict[str, Any] = {}
        self._lives: dict[str, Life] = {}
        self._seen: dict[tuple[str, str], Message] = {}  # by event and consumer
        self._sent: dict[str, str] = {}  # intents that consumers have published, with their keys
        self._counted: dict[str, Counter[str]] = {}  # the effects that were seen in each place
        self._published: Counter[str] = Counter()

    def run(self) -> Run:
        """Deliver everything, and let what was not acknowledged come again until it is."""
        self._observe()
        try:
            while message := self.network.peek():
                self._hand_over(message)
        except _Endless:
            raise RuntimeError(
                f"after {MOST_TURNS:,} deliveries there is still something to deliver: do the "
                "consumers answer each other's events for ever?"
            ) from None
        finally:
            for life in self._lives.values():
                life.close()
        self._observe()
        keys = {**self.scenario.sent(self.network.turns), **self._sent}
        history = History(self.ops, tuple(keys), keys, tuple(self._fired))
        return Run(Schedule(self.network.turns), history, self._calls, self._lasting)

    def _hand_over(self, message: Message) -> None:
        life = self._lives.get(message.to) or self._start(message.to)
        attempts = message.attempts
        self._let(life)
        if self.network.peek() is message and message.attempts == attempts:
            raise RuntimeError(
                f"{life.lane} has returned and left {message.name} in the queue: a consumer that "
                "takes from `queue` by itself does so until `get` returns None"
            )

    def outside(self, name: str) -> Any:
        """Return what lies outside the consumers under that name."""
        if name not in self._outside:
            thing = self._outside[name] = self.scenario.offers[name]()
            if hasattr(thing, "effects"):
                self._counted[name] = Counter(thing.effects())
        return self._outside[name]

    def record(self, kind: str, source: str, target: str, label: str, subject: str) -> None:
        """Write down what happened."""
        self.ops.append(Op(kind, source, target, label, subject))

    def begun(self, life: Life, message: Message) -> Fault | None:
        """Take note of a delivery; return the fault that is planned for it."""
        if message.attempts > 1:
            return None
        if len(self._calls) == MOST_TURNS:
            raise _Endless
        self._calls.append(life.calls)
        self._lasting.append(life.lasting)
        turn = self.network.turns[message.turn]
        if turn.fault:
            self.network.turns[message.turn] = Turn(turn.label)  # until it happens
        return turn.fault

    def arrived(self, message: Message) -> str:
        """Return "duplicate" if the consumer was given the event before, else "deliver"."""
        what = (message.name, message.to)
        if what not in self._seen:
            self._seen[what] = message
            return DELIVER
        if message.attempts == 1:  # the network has doubled it: nothing else brought it back
            self._fired.append(DUPLICATE)
        return DUPLICATE

    def given(self, consumer: str) -> list[Message]:
        """Return what a consumer was given so far, each event once."""
        return [message for message in self._seen.values() if message.to == consumer]

    def fired(self, message: Message, fault: Fault) -> None:
        """Take note of a fault that has really happened."""
        self._fired.append(fault.kind)
        self.network.turns[message.turn] = Turn(message.label, fault)

    def failure(self, lane: str) -> type[Exception]:
        """Return what a call to `lane` raises when there is no answer."""
        return getattr(self._outside.get(lane), "failure", ConnectionError)

    def publish(self, life: Life, event: Event) -> None:
        """Send what a consumer publishes to all who hear it."""
        cause = life.message.name if life.message else life.consumer
        self._published[cause] += 1
        name = f"{cause}.{self._published[cause]}"
        life.lasts()
        intent = self.scenario.intent(event)
        self._sent.setdefault(intent, self.scenario.key(event))
        self.record("send", life.lane, QUEUE, name, intent)
        for message in self.scenario.addressed(event, name):
            self.network.publish(message)

    def changed(self, life: Life, lane: str, method: str) -> None:
        """Write down a call that lasts, and the effects that are seen since."""
        thing = self._outside[lane]
        name = life.message.name if life.message else ""
        label = name if method in ("send", "__call__") else f"{method} {name}".rstrip()
        counts = not isinstance(thing, STORES) and not hasattr(thing, "effects")
        life.record(EFFECT if counts else CALL, life.lane, lane, label, method)
        if hasattr(thing, "effects"):
            found = Counter(thing.effects())
            for intent in (found - self._counted[lane]).elements():
                self.record(EFFECT, lane, lane, "", intent)
            self._counted[lane] = found
        if self.scenario.views:
            self._observe()

    def overtake(self, life: Life) -> None:
        """Let another process of the consumer handle the same event, its lease being over."""
        assert life.message
        self.clock.advance(LEASE_SECONDS)
        self.beside(life, life.message)

    def beside(self, life: Life, message: Message) -> None:
        """Let another process of the consumer handle the message while this one stands still."""
        other = Life(self, life.consumer, f"{life.lane} 2", message)
        self._let(other)
        if not other.dead:  # otherwise it is closed already
            other.close()

    def _start(self, consumer: str) -> Life:
        life = self._lives[consumer] = Life(self, consumer, consumer)
        return life

    def _let(self, life: Life) -> None:
        try:
            life.run()
        except Idle:
            life.post.settle()
        except Crash:
            life.post.settle(at_once=True)
            life.close()
            self.clock.advance(LEASE_SECONDS)  # while nobody is there
            self.record("restart", life.lane, life.lane, "", "")
            if self._lives.get(life.consumer) is life:
                del self._lives[life.consumer]

    def _observe(self) -> None:
        for name, look in self.scenario.views.items():
            try:
                value = look(self.outside)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                continue  # a consumer is inside a transaction: nothing is committed that was not
            self.ops.append(Op(STATE, name, name, "", name, value))


def view(look: Any) -> Any:
    """Turn a function of some collaborators, asked for by name, into one of a world's `outside`."""
    import inspect

    names = tuple(inspect.signature(look).parameters)
    return partial(_look, look, names)


def _look(look: Any, names: tuple[str, ...], outside: Any) -> Any:
    return look(*map(outside, names))
