"""Connection: one that is made again when it broke, and says in plain words what is wrong."""

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import (
    AMQPError,
    ChannelClosedByBroker,
    ConnectionClosedByBroker,
    ProbableAccessDeniedError,
    ProbableAuthenticationError,
)

T = TypeVar("T")

PAUSE = 0.2  # seconds between two tries
LONGEST_SILENCE = 65_535  # seconds: a heartbeat is a number of 16 bits
ACCESS_REFUSED, NOT_FOUND, RESOURCE_LOCKED, PRECONDITION_FAILED = 403, 404, 405, 406
START_ONE = "start one with `docker compose up rabbitmq`, or set EVENTLAB_RABBITMQ to one that runs"


class Connection:
    """A connection with one channel in confirm mode. Hold `lock` to use what it returns.

    Args:
        url: where the broker is.
        silence: seconds after which each side takes a silent other one for dead.
        patience: seconds to go on trying when there is no broker, and to wait for one to answer.
        opened: called with each new channel; declares what is needed.

    Raises:
        ValueError: the URL cannot be read, or nobody can be so patient.
    """

    def __init__(
        self,
        url: str,
        silence: float,
        patience: float,
        opened: Callable[[BlockingChannel], None],
    ) -> None:
        if not (silence <= LONGEST_SILENCE and 0 < patience < math.inf):
            raise ValueError(
                f"the lease is {silence} seconds, and RabbitMQ notices a silence of up to "
                f"{LONGEST_SILENCE}; patience is {patience}, and must be longer than 0, and end"
            )
        try:
            self._parameters = pika.URLParameters(url)
        except Exception:  # it raises what it stumbles over, which may be the password
            raise ValueError(
                "the URL is not one of RabbitMQ: amqp://user:pw@host:5672/%2F"
            ) from None
        self._parameters.heartbeat = max(1, round(silence))
        self._parameters.socket_timeout = self._parameters.stack_timeout = patience
        self._parameters.blocked_connection_timeout = silence
        user = getattr(self._parameters.credentials, "username", "?")
        host = f"{self._parameters.host}:{self._parameters.port}"
        self.where = f"amqp://{user}@{host}/{self._parameters.virtual_host}"
        self.lock = threading.RLock()
        self._patience = patience
        self._opened = opened
        self._connection: pika.BlockingConnection | None = None
        self._channel: BlockingChannel | None = None

    @property
    def unbroken(self) -> BlockingChannel | None:
        """The channel, or None if the last one broke, with all that was lent on it."""
        return self._channel if self._channel is not None and self._channel.is_open else None

    def channel(self) -> BlockingChannel:
        """Return the channel, of a new connection if the last one broke.

        Raises:
            AMQPError: there is no broker at the moment.
            PermissionError: the broker refuses the user.
        """
        if self.unbroken is None:
            self.drop()
            try:
                self._connection = pika.BlockingConnection(self._parameters)
            except (ProbableAuthenticationError, ProbableAccessDeniedError) as error:
                if ConnectionClosedByBroker.__name__ not in str(error):
                    raise  # it said nothing: it went away meanwhile
                raise PermissionError(
                    f"{self.where} refuses the user, the password or the virtual host: {error}"
                ) from None
            self._channel = self._connection.channel()
            self._channel.confirm_delivery()
            self._opened(self._channel)
        assert self._channel is not None
        return self._channel

    def aside(self) -> BlockingChannel:
        """Return another channel of the connection: an error there, or its end, harms nothing."""
        self.channel()
        assert self._connection is not None
        return self._connection.channel()

    def insist(self, work: Callable[[BlockingChannel], T]) -> T:
        """Return what `work` does with the channel; do it again on a new connection if it broke.

        Others may use the connection between two tries.

        Raises:
            ConnectionError: no broker has done it for as long as there is patience.
            ValueError: the broker has refused it twice; once may tell of an older mistake.
        """
        until, refused = time.monotonic() + self._patience, False
        while True:
            try:
                with self.lock:
                    try:
                        return work(self.channel())
                    except BaseException:  # Ctrl-C too: what was under way belongs to nobody
                        self.drop()
                        raise
            except (AMQPError, OSError) as error:
                if isinstance(error, PermissionError):
                    raise
                if _never(error):
                    if refused:
                        raise ValueError(f"{self.where}: {_said(error)}") from error
                    refused = True
                    continue
                if time.monotonic() >= until:
                    raise ConnectionError(
                        f"no RabbitMQ did it at {self.where} (tried for {self._patience:g} s; "
                        f"the last answer: {_said(error)}): {START_ONE}"
                    ) from error
            time.sleep(min(PAUSE, self._patience))

    def drop(self) -> None:
        """Give the connection up; what was delivered on it is no longer ours."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None and connection.is_open:
            with suppress(AMQPError, OSError):  # it is gone, which is what was wanted
                connection.close()


def _never(error: BaseException) -> bool:
    """Whether trying again is of no use: another kind of queue has the name, or no permission."""
    return isinstance(error, ChannelClosedByBroker) and error.reply_code in (
        ACCESS_REFUSED,
        RESOURCE_LOCKED,
        PRECONDITION_FAILED,
    )


def _said(error: BaseException) -> str:
    if isinstance(error, ConnectionClosedByBroker | ChannelClosedByBroker):
        return f"{error.reply_code} {error.reply_text}"
    causes = getattr(error, "args", ())
    first = next((c for c in causes if isinstance(c, BaseException)), None)
    return _said(first) if first else str(error) or type(error).__name__
