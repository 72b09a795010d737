"""The peers of SqliteQueue, each used as its documentation says, and all with the same durability.

All three write ahead (WAL) with `synchronous=FULL`: persist-queue by itself, the others when told.
A round is refused when an event is lost, comes out of order, or stays where it should be gone.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from benchmarks.ratio import Round, now, timed


class Peer(Protocol):
    """What a round asks of another one's queue. The same three words cost all of them the same."""

    def put(self, body: bytes) -> object:
        """Put one event's JSON."""

    def get(self) -> tuple[Any, bytes]:
        """Return what `ack` wants, and the JSON of the first event."""

    def ack(self, receipt: Any) -> object:
        """Acknowledge it."""

    def tidy(self) -> int:
        """Clear what is done, if that is left to the user; return how many events are waiting."""


class PersistQueue:
    """A `SQLiteAckQueue` of persist-queue."""

    def __init__(self, path: Path) -> None:
        from persistqueue import SQLiteAckQueue

        self._queue = SQLiteAckQueue(str(path))
        self.put, self.ack = self._queue.put, lambda id: self._queue.ack(id=id)

    def get(self) -> tuple[Any, bytes]:
        found = self._queue.get(block=False, raw=True)
        return found["pqid"], found["data"]

    def tidy(self) -> int:
        self._queue.clear_acked_data(max_delete=0, keep_latest=0)
        assert self._queue.acked_count() == self._queue.unack_count() == 0
        return int(self._queue.qsize())


class LiteQueue:
    """A queue of litequeue, which keeps text."""

    def __init__(self, path: Path) -> None:
        from litequeue import LiteQueue

        self._queue = LiteQueue(path)
        self._queue.conn.execute("PRAGMA synchronous = FULL")  # it has set NORMAL
        self.ack, self.batch = self._queue.done, self._queue.transaction

    def put(self, body: bytes) -> object:
        return self._queue.put(body.decode())

    def get(self) -> tuple[Any, bytes]:
        message = self._queue.pop()
        return message.message_id, message.data.encode()

    def tidy(self) -> int:
        self._queue.prune()
        counts = "SELECT count(*), sum(status = 0) FROM Queue"
        every, ready = self._queue.conn.execute(counts).fetchone()
        assert every == (ready or 0), "something is neither waiting nor done"
        return int(every)


class Huey:
    """A queue of huey's tasks, whose argument is the event. It has nothing to acknowledge."""

    def __init__(self, path: Path) -> None:
        from huey import SqliteHuey

        settings: dict[str, Any] = {"fsync": True, "strict_fifo": True, "results": False}
        self._huey = SqliteHuey("events", filename=str(path), **settings)
        self._task = self._huey.task()(len)  # what would be called is not
        self.put = self._task

    def get(self) -> tuple[Any, bytes]:
        return None, self._huey.dequeue().args[0]

    def ack(self, receipt: Any) -> None:
        """Do nothing: what was dequeued is gone."""

    def tidy(self) -> int:
        return int(self._huey.pending_count())


PEERS: dict[str, Callable[[Path], Peer]] = {
    "persistqueue": PersistQueue,
    "litequeue": LiteQueue,
    "huey": Huey,
}


def one_at_a_time(module: str, folder: Path, body: bytes, count: int) -> Round:
    """Make rounds of so many events: put, get and ack each."""
    peer = PEERS[module](folder / module)
    got: list[bytes] = []

    def work() -> None:
        for _ in range(count):
            peer.put(body)
            receipt, found = peer.get()
            peer.ack(receipt)
            got.append(found)

    return timed(work, count, after=lambda: check(peer, got, [body] * count, 0))


def in_batches(folder: Path, body: bytes, count: int) -> Round:
    """Make rounds of one batch with litequeue, which can put and ack many in one transaction."""
    peer, got = LiteQueue(folder / "litequeue-batches"), list[bytes]()

    def work() -> None:
        with peer.batch():
            for _ in range(count):
                peer.put(body)
        found = [peer.get() for _ in range(count)]
        with peer.batch():
            for receipt, _ in found:
                peer.ack(receipt)
        got.extend(each for _, each in found)

    return timed(work, count, after=lambda: check(peer, got, [body] * count, 0))


def get_among(module: str, folder: Path, body: bytes, waiting: int) -> Round:
    """Make rounds of ten gets among so many; the rest is not timed."""
    peer = PEERS[module](folder / f"{module}-{waiting}")
    if isinstance(peer, LiteQueue):
        with peer.batch():
            fill(peer, body, waiting)
    else:
        fill(peer, body, waiting)

    def ten() -> float:
        spent, got = 0.0, []
        for _ in range(10):
            began = now()
            receipt, found = peer.get()
            spent += now() - began
            got.append(found)
            peer.ack(receipt)
            peer.put(body)
        check(peer, got, [body] * 10, waiting)
        return spent / 10

    return ten


def fill(peer: Peer, body: bytes, waiting: int) -> None:
    """Put so many."""
    for _ in range(waiting):
        peer.put(body)


def check(peer: Peer, got: list[bytes], expected: list[bytes], waiting: int) -> None:
    """Refuse what is not all that was put; forget it, and tidy up."""
    found = got[:], peer.tidy()
    got.clear()
    if found != (expected, waiting):
        kind = type(peer).__name__
        raise AssertionError(f"{kind} gave {len(found[0])} events and kept {found[1]}")
