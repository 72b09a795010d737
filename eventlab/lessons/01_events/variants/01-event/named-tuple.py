# A tuple with names; the data is a read-only mapping, hashed by the id alone.
from collections import namedtuple
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import uuid4


def closed(value):
    match value:
        case Mapping() if all(isinstance(key, str) for key in value):
            return MappingProxyType({key: closed(item) for key, item in value.items()})
        case list() | tuple():
            return tuple(map(closed, value))
        case str() | int() | float() | None:
            return value
    raise TypeError(f"{value!r} is no JSON")


class Event(namedtuple("Said", "type data id source time")):
    __slots__ = ()

    def __new__(cls, type, data=MappingProxyType({}), id=None, source="/shop", time=None):
        time = time or datetime.now(tz=UTC)
        if time.utcoffset() is None:
            raise ValueError("the time needs a zone")
        return super().__new__(cls, type, closed(data), id or str(uuid4()), source, time)

    def __eq__(self, other):  # a plain tuple with the same values is no event
        return isinstance(other, Event) and tuple(self) == tuple(other)

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self.id)
