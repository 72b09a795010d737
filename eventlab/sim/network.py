"""Network: what is on its way to the consumers, and in which order it comes.

Guarantee: at least once. What was not acknowledged comes again: at once when the consumer has
died, since the queue gives an event that comes back its old place; otherwise when all that the
plan says has been delivered. After `max_attempts` deliveries an event goes to the dead letters.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eventlab.event import Event
from eventlab.sim.schedule import Turn


@dataclass(slots=True, eq=False)
class Message:
    """One copy of an event on its way to one consumer.

    Args:
        label: its name in schedules: that of the event, with ">consumer" where there are several.
        to: the consumer.
        name: the event's name in traces.
        intent: what the event's effects are counted by.
        turn: which turn of the plan it is, or -1 for none.
    """

    label: str
    event: Event
    to: str
    name: str
    intent: str
    turn: int = -1
    attempts: int = 0
    receipt: object = None  # of the delivery that counts, while there is one
    settled: bool = False


class Plan(Protocol):
    """Chooses what is delivered next."""

    def next(self, waiting: Sequence[str]) -> Turn | None:
        """Return the next turn, or None when the plan has no more to say.

        Args:
            waiting: the labels of what consumers have published and nobody has received.
        """
        ...


class Planned:
    """A plan that is known beforehand; then comes what consumers have published meanwhile."""

    def __init__(self, turns: Iterable[Turn]) -> None:
        self._turns = deque(turns)

    def next(self, waiting: Sequence[str]) -> Turn | None:
        """Return the next turn."""
        if self._turns:
            return self._turns.popleft()
        return Turn(waiting[0]) if waiting else None


class Network:
    """Hands out messages as the plan says.

    Args:
        known: by label, what is sent from outside.
        plan: what comes when.
        max_attempts: deliveries after which a message is given up.
    """

    def __init__(self, known: Mapping[str, Message], plan: Plan, max_attempts: int) -> None:
        self._known = dict(known)
        self._plan = plan
        self._max_attempts = max_attempts
        self._at_once: deque[Message] = deque()
        self._published: dict[str, Message] = {}
        self._back: deque[Message] = deque()
        self._next: Message | None = None
        self.turns: list[Turn] = []  # those that were delivered, in their order

    def publish(self, message: Message) -> None:
        """Send what a consumer has published."""
        self._published[message.label] = message

    def peek(self) -> Message | None:
        """Return what comes next, or None when everything has arrived."""
        if self._next is None:
            self._next = self._choose()
        return self._next

    def take_for(self, consumer: str) -> Message | None:
        """Take what comes next, if it is for this consumer."""
        message = self.peek()
        if message is None or message.to != consumer:
            return None
        self._next = None
        return message

    def give_back(self, message: Message, *, at_once: bool) -> bool:
        """Let an unsettled message come again; return False if it has had all its attempts."""
        message.receipt = None
        if message.attempts >= self._max_attempts:
            message.settled = True
            return False
        (self._at_once if at_once else self._back).append(message)
        return True

    def _choose(self) -> Message | None:
        if self._at_once:
            return self._at_once.popleft()
        while turn := self._plan.next(tuple(self._published)):
            if message := self._find(turn.label):
                message.turn = len(self.turns)
                self.turns.append(turn)
                return message
        return self._back.popleft() if self._back else None

    def _find(self, label: str) -> Message | None:
        """Return a copy to deliver; what was not sent in this run has none."""
        if message := self._published.pop(label, None):
            self._known[label] = message  # a second turn of it is a duplicate
            return message
        if (known := self._known.get(label)) is None:
            return None
        return Message(known.label, known.event, known.to, known.name, known.intent)
