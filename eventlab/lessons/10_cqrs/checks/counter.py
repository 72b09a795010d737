"""The learner's shop: others sell in the same store, and the read model may stand still."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from eventlab import ANY, Event, MemoryStore
from eventlab.course.grading import Failure
from eventlab.course.telling import describe, step, stub_in
from eventlab.store import Expected, Recorded

from . import sell_mistakes as m

PATIENCE = 50  # calls of catch_up in a row that find nothing


class Store(MemoryStore):
    """A store that tells when somebody has read a stream to its end, or has appended."""

    def __init__(self) -> None:
        super().__init__()
        self.after_read: Callable[[], Any] = lambda: None
        self.before_append: Callable[[], Any] = lambda: None
        self.after_append: Callable[[], Any] = lambda: None
        self.expected: int | Expected = ANY  # by the last append

    def append(
        self, stream: str, events: Iterable[Event], *, expected: int | Expected = ANY
    ) -> int:
        """Append, and let others act."""
        self.expected = expected
        act, self.before_append = self.before_append, lambda: None
        act()
        version = super().append(stream, events, expected=expected)
        act, self.after_append = self.after_append, lambda: None
        act()
        return version

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """Read a stream, and let others act at its end."""
        yield from super().read(stream, after=after, limit=limit)
        self._act()

    def read_all(self, *, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """Read all streams, and let others act at the end."""
        yield from super().read_all(after=after, limit=limit)
        self._act()

    def _act(self) -> None:
        act, self.after_read = self.after_read, lambda: None
        act()


class Model:
    """A read model of what is left, which goes on only when it is told to, one event at a time."""

    def __init__(self, store: Store) -> None:
        self._store, self._left = store, {"": 0}
        self.position = self.calls = self._idle = 0
        self.end: int | None = None  # where it stands still, as if another process had to go on

    def pieces(self, item: str) -> int:
        """Return how many pieces are left, as far as is known here."""
        return self._left.get(item, 0)

    def catch_up(self) -> int:
        """Go past one event; return how many that were."""
        self.calls += 1
        found = list(MemoryStore.read_all(self._store, after=self.position, limit=1))
        if not found or self.position == self.end:
            self._idle += 1
            if self._idle > PATIENCE:
                raise Failure("an end of the waiting", "none", m.WAITS_FOR_EVER)
            return 0
        self._idle = 0
        recorded = found[0]
        pieces, type = recorded.event.data.get("pieces", 0), recorded.event.type
        sign = {"ItemArrived": 1, "ItemSold": -1}.get(type, 0)
        self._left[recorded.stream] = self.pieces(recorded.stream) + sign * pieces
        self.position = recorded.position
        return 1


class Counter:
    """The learner's shop, and all around it."""

    def __init__(self, Shop: Any) -> None:
        self.store = Store()
        self.model = Model(self.store)
        self.shop = Shop(self.store, self.model)

    def happens(self, type: str, item: str, pieces: int = 0) -> None:
        """Let something happen that the learner's shop has not done."""
        step(f"the store gets {type} {item} {pieces or ''}".rstrip())
        MemoryStore.append(self.store, item, [Event(type, {"pieces": pieces} if pieces else {})])

    def follow(self) -> None:
        """Let the model catch up with all there is, and forget who called it."""
        while self.model.catch_up():
            pass
        self.model.calls = 0
        step(f"the model has caught up: {self.model.position}")

    @property
    def end(self) -> int:
        """The last position of the store."""
        return max((r.position for r in MemoryStore.read_all(self.store)), default=0)

    def sell(self, item: str, pieces: int) -> Any:
        """Sell, and return what `sell` returns, or the error that it raises."""
        step(f"shop.sell({item!r}, {pieces})")
        return self._call(self.shop.sell, item, pieces)

    def left(self, item: str, *at_least: int) -> Any:
        """Ask, and return the answer or the error."""
        step(f"shop.left({', '.join(map(repr, (item, *at_least)))})")
        return self._call(self.shop.left, item, *at_least)

    def truth(self, item: str) -> int:
        """Return how many there are by the store."""
        signs = {"ItemArrived": 1, "ItemSold": -1}
        found = [recorded.event for recorded in MemoryStore.read(self.store, item)]
        return sum(signs.get(e.type, 0) * e.data.get("pieces", 0) for e in found)

    def _call(self, method: Callable[..., Any], *args: Any) -> Any:
        try:
            return method(*args)
        except Failure:
            raise
        except Exception as error:
            if stub_in(error):
                raise
            return error


def said(result: Any) -> str:
    """Say a result, or an error."""
    return f"it raises {describe(result)}" if isinstance(result, Exception) else f"it is {result!r}"
