"""A queue that gives back for ever, dead letters, and the learner's object between the two."""

from typing import Any

from eventlab import Event, MemoryQueue, VirtualClock
from eventlab.course.grading import Failure
from eventlab.course.telling import show, step
from eventlab.queue import Delivery

from . import mistakes as m

OBJECTS = 60  # of which each draws a delay, to see the range that they are drawn from
NO_ADDRESS = ValueError("no address")


class Trial(MemoryQueue):
    """A queue that gives back as often as it is told to, dead letters, and the learner's object."""

    def __init__(self, Retry: Any, ids: str = "A", *, tells: bool = True, **settings: Any) -> None:
        super().__init__(max_attempts=10**9, clock=VirtualClock(1000.0))
        self.dead: list[tuple[Any, Any]] = []
        self.nacks: list[tuple[float, str]] = []
        self._tells = tells
        self._make = lambda: Retry(self, **settings)
        self.retry = self._make()
        super().put_many(Event("OrderPaid", id=id) for id in ids.split())

    def restart(self) -> None:
        """Let another process go on."""
        self._say("the process is started again")
        self.retry = self._make()

    def fail(
        self,
        now: float = 0.0,
        attempt: int = 0,
        passes: float = 10**6,
        error: Exception = NO_ADDRESS,
    ) -> int:
        """Let the next event fail, and then so many seconds pass; return which attempt it was.

        The attempt is the one that the queue counts, if none is given.
        """
        delivery = self.get_many(1)[0]
        given = Delivery(delivery.event, attempt or delivery.attempt, delivery.receipt)
        at = f", now={now:g}" if now else ""
        self._say(f"retry.failed(queue, {given.event.id} on attempt {given.attempt}, ...{at})")
        before = len(self.nacks), len(self.dead)
        self.retry.failed(self, given, error, now)
        if (len(self.nacks), len(self.dead)) == before:
            mistake = m.LEAVES_IT_LEASED if self.stats().leased else m.DROPS_IT
            raise Failure("a nack, or a dead letter", "neither", mistake)
        self.clock.advance(passes)  # type: ignore[attr-defined]
        return given.attempt

    def delays(self, *times: float, attempt: int = 1, passes: float = 10**6) -> list[float]:
        """Return how long an event has to wait that fails at these times."""
        for now in times:
            self.fail(now, attempt, passes)
            if self.dead:
                mistake = m.BUDGET_PER_ATTEMPT if self.nacks else m.OFF_BY_ONE
                raise Failure("the event goes back", "it is a dead letter already", mistake)
        return [delay for delay, _ in self.nacks[-len(times) :]]

    def put(self, event: Event, *reason: Any, **named: Any) -> None:  # type: ignore[override]
        """Take a dead letter; of the queue itself, nobody needs `put` here."""
        if not reason and "reason" not in named:
            self._say("queue.put(...)")
            raise Failure(
                "the same delivery given back", "a new event in the queue", m.PUTS_IT_AGAIN
            )
        self.dead.append((event, *reason, *named.values()))  # type: ignore[arg-type]
        self._say(f"dead.put({show(getattr(event, 'id', event))}, {show(self.dead[-1][1])})")

    def ack(self, *deliveries: Delivery) -> None:
        self._say("queue.ack(...)")
        super().ack(*deliveries)

    def nack(self, delivery: Delivery, *, delay: float = 0.0, reason: str = "") -> None:
        self._say(f"queue.nack(..., delay={delay:.4g}, reason={show(reason, 30)})")
        super().nack(delivery, delay=delay, reason=reason)
        self.nacks.append((delay, reason))

    def _say(self, call: str) -> None:
        if self._tells:
            step(call)


def draws(Retry: Any, attempt: int, **settings: Any) -> list[float]:
    """Return the delays that many objects, each with a seed of its own, draw for that attempt."""
    step(f"{OBJECTS} objects, each with its own seed; an event fails on attempt {attempt} in each")
    trials = (Trial(Retry, tells=False, most=10**6, seed=n, **settings) for n in range(OBJECTS))
    return sorted(trial.delays(0.0, attempt=attempt)[0] for trial in trials)
