"""Post: the queue as one consumer's process sees it; what is handed in as `queue` and `ack`.

It speaks as `eventlab.queue.Queue` does on the consumer's side. What comes when is the network's
to say; an acknowledgement that comes after the lease has run out is stale, as in every queue.
"""

from typing import TYPE_CHECKING, Any

from eventlab.event import Event
from eventlab.queue import Delivery, StaleDelivery
from eventlab.sim.network import Message
from eventlab.sim.schedule import ACK_LOST, LATE, LOST

if TYPE_CHECKING:
    from eventlab.sim.life import Life

QUEUE, DEAD_LETTERS = "queue", "dead letters"
_PATIENCE = 100  # how often a consumer may ask an empty queue again


class Idle(BaseException):
    """Ends the turn of a consumer that asks for ever, where nothing is left to be delivered."""


class Post:
    """What a consumer may do with its queue.

    Args:
        life: the process of the consumer.
        only: the one message that it is to handle; by default all of its consumer's.
    """

    def __init__(self, life: "Life", only: Message | None) -> None:
        self._life = life
        self._only = only
        self._is_alone = only is not None
        self._held: dict[object, Message] = {}  # by receipt
        self.receipt: object = None  # of what was taken last
        self._in_vain = 0

    def get(self, timeout: float = 0.0) -> Any:
        """Take the next delivery, or None."""
        return self._life.take(self._get)

    def get_many(self, n: int) -> Any:
        """Take up to `n` deliveries."""
        return self._life.take(self._get_many, n)

    def ack(self, *deliveries: Delivery) -> Any:
        """Acknowledge the deliveries; by default the one that was taken last."""
        return self._life.ask("ack", QUEUE, self._ack, *deliveries)

    def nack(self, delivery: Delivery, *, delay: float = 0.0, reason: str = "") -> Any:
        """Give the event back."""
        return self._life.ask("nack", QUEUE, self._nack, delivery)

    def extend(self, delivery: Delivery, seconds: float) -> Any:
        """Ask for more time; here a lease runs out only where the schedule says so."""
        return self._life.ask("extend", QUEUE, self._require, delivery)

    def take(self) -> Message | None:
        """Take the next message, if it is this consumer's turn."""
        life = self._life
        while message := self._next():
            message.receipt = self.receipt = object()
            if fault := life.begin(message):
                if fault.kind == LATE:
                    life.meet(LATE, life.lane, life.lane, f"{fault.place} seconds later")
                    life.world.clock.advance(float(fault.place))
                if fault.kind == LOST:
                    life.meet(LOST, QUEUE, life.lane, message.name)
                    self._give_back(message)
                    continue
            life.record(life.world.arrived(message), QUEUE, life.lane, message.name)
            self._held[self.receipt] = message
            return message
        return None

    def delivery(self) -> Delivery:
        """Return what was taken last as a queue hands it out."""
        message = self._life.message
        assert message
        return Delivery(message.event, message.attempts, self.receipt)

    def acknowledge(self) -> None:
        """Acknowledge on behalf of a handler that has returned."""
        self._life.call("ack", QUEUE, self._ack)

    def settle(self, *, at_once: bool = False) -> None:
        """Let the leases run out of what was neither acknowledged nor given back."""
        held, self._held = self._held, {}
        for receipt, message in held.items():
            if message.receipt is receipt and not message.settled:
                self._give_back(message, at_once=at_once)

    def meant(self, args: tuple[Any, ...]) -> Message | None:
        """Return which message a call is about, if its arguments say so.

        It need not be the one in hand: a consumer may keep an event, and act on it later.
        """
        ids = [arg.id if isinstance(arg, Event) else arg for arg in args]
        for message in self._life.world.given(self._life.consumer) if ids else ():
            if message.event.id in ids:
                return message
        return None

    def _next(self) -> Message | None:
        if self._is_alone:
            message, self._only = self._only, None
        else:
            message = self._life.world.network.take_for(self._life.consumer)
        if message:
            message.attempts += 1
        return message

    def _get(self) -> Delivery | None:
        self._life.end()
        if self.take():
            self._in_vain = 0
            return self.delivery()
        self._in_vain += 1
        if self._in_vain == _PATIENCE:
            raise Idle
        return None

    def _get_many(self, n: int) -> list[Delivery]:
        deliveries: list[Delivery] = []
        while len(deliveries) < n and (delivery := self._get()):
            deliveries.append(delivery)
        return deliveries

    def _ack(self, *deliveries: Delivery) -> None:
        if not deliveries and not self._settle(self.receipt):
            raise StaleDelivery(self.delivery())
        if stale := [delivery for delivery in deliveries if not self._settle(delivery.receipt)]:
            raise StaleDelivery(*stale)

    def _settle(self, receipt: object) -> bool:
        """Take out what the receipt is for; return whether it counts."""
        life = self._life
        if not (message := self._find(receipt)):
            return False
        if not life.loses(ACK_LOST, message):
            message.settled = True
            life.lasts()
            life.world.record("ack", life.lane, QUEUE, message.name, message.intent)
        return True

    def _nack(self, delivery: Delivery) -> None:
        message = self._require(delivery)
        del self._held[delivery.receipt]
        self._life.world.record("return", self._life.lane, QUEUE, message.name, message.intent)
        self._give_back(message)

    def _require(self, delivery: Delivery) -> Message:
        if not (message := self._find(delivery.receipt)):
            raise StaleDelivery(delivery)
        return message

    def _find(self, receipt: object) -> Message | None:
        """Return the message that the receipt is for, if it counts."""
        message = self._held.get(receipt)
        counts = message and message.receipt is receipt and not message.settled
        return message if counts else None

    def _give_back(self, message: Message, *, at_once: bool = False) -> None:
        world = self._life.world
        if not world.network.give_back(message, at_once=at_once):
            world.record("dead_letter", QUEUE, DEAD_LETTERS, message.name, message.intent)
