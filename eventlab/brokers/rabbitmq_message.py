"""Message: an event in RabbitMQ, with the history of its attempts in the headers."""

import hashlib
import os
from typing import Any, Self

import msgspec
import pika
from msgspec.structs import replace

from eventlab.brokers.unreadable import unreadable
from eventlab.event import Event
from eventlab.queue import DeadLetter

LOST = "the connection was lost"
TYPE = "application/cloudevents+json"  # the structured mode of CloudEvents' AMQP binding
_ATTEMPTS, _REASONS = "x-eventlab-attempts", "x-eventlab-reasons"
_RETURNED = "x-delivery-count"
_ROOM = 20_000  # characters of reasons in all: the headers have to fit into one frame


class Message(msgspec.Struct, frozen=True):
    """A message: `attempts` counts its deliveries up to now, `reasons` says what came of each.

    If the broker has given it up, the deliveries that the broker counted are not among them.
    """

    body: bytes
    id: str
    event: Event | None  # that the body is; None if it is none
    why: str = ""  # it is none
    attempts: int = 0
    reasons: tuple[str, ...] = ()
    tag: int = 0  # what the broker calls this delivery
    given_up: bool = False  # by the broker

    @classmethod
    def of(cls, event: Event) -> Self:
        """Return a new message."""
        return cls(event.to_json(), os.urandom(16).hex(), event)

    @classmethod
    def received(cls, method: Any, properties: pika.BasicProperties, body: bytes) -> Self:
        """Read what pika gives, also a message that was never ours."""
        id = str(properties.message_id or hashlib.sha256(body).hexdigest())
        event, why = _read(body)
        if not (headers := properties.headers):  # the usual case: nothing has come of it yet
            return cls(body, id, event, why, tag=method.delivery_tag)
        returned = _number(headers.get(_RETURNED))  # the broker's count, for this copy
        reasons = (*map(str, _list(headers.get(_REASONS))), *[LOST] * returned)
        attempts = _number(headers.get(_ATTEMPTS)) + returned
        last = next(iter(_list(headers.get("x-death"))), None)  # from RabbitMQ 4.3 on with a count
        given_up = isinstance(last, dict) and last.get("reason") == "delivery_limit"
        given_up = given_up and _RETURNED not in headers
        return cls(body, id, event, why, attempts, reasons, method.delivery_tag, given_up)

    def failed(self, reason: str, max_attempts: int) -> Self:
        """Return the message after one more attempt."""
        reasons = (*self.reasons, reason[: _ROOM // max_attempts])
        return replace(self, attempts=self.attempts + 1, reasons=reasons)

    def afresh(self) -> Self:
        """Return the message without its history."""
        return replace(self, attempts=0, reasons=())

    def properties(self) -> pika.BasicProperties:
        """Return how it is published."""
        history = {_ATTEMPTS: self.attempts, _REASONS: list(self.reasons)}
        return pika.BasicProperties(
            content_type=TYPE,
            delivery_mode=pika.DeliveryMode.Persistent.value,
            message_id=self.id,
            headers=history if self.attempts or self.reasons else None,  # a table takes long
        )

    @property
    def number(self) -> int:
        """The id of its dead letter: the same whoever looks, and whenever."""
        return int.from_bytes(hashlib.sha256(self.id.encode()).digest()[:8])

    def letter(self, max_attempts: int) -> DeadLetter:
        """Return it as a dead letter. What is no event becomes one of type "unreadable".

        What the broker gave up had come back `max_attempts` times with a lost connection.
        """
        lost = max_attempts if self.given_up else 0
        event = self.event or unreadable(self.body, source="rabbitmq", id=self.id, why=self.why)
        return DeadLetter(self.number, event, self.attempts + lost, (*self.reasons, *[LOST] * lost))


# Anybody may have written the body and the headers.


def _read(body: bytes) -> tuple[Event | None, str]:
    try:
        return Event.from_json(body), ""
    except ValueError as error:
        return None, str(error)


def _number(header: Any) -> int:
    return max(0, header) if isinstance(header, int) else 0


def _list(header: Any) -> list[Any]:
    return header if isinstance(header, list) else []
