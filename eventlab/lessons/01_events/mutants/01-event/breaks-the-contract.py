# An attribute can be deleted.
from datetime import UTC, datetime
from uuid import uuid4


class FrozenDict(dict):
    def refuse(self, *_, **__):
        raise TypeError("an event's data cannot change")

    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse

    def __hash__(self):
        return hash(frozenset(self.items()))


def frozen(value):
    if isinstance(value, dict):
        return FrozenDict({key: frozen(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return tuple(frozen(item) for item in value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"data cannot hold a {type(value).__name__}")


class Event:
    def __init__(self, type, data={}, *, id=None, source="/shop", time=None):
        time = time or datetime.now(UTC)
        if time.utcoffset() is None:
            raise ValueError("time has no zone")
        said = {"type": type, "data": frozen(data), "id": id or str(uuid4())}
        self.__dict__.update(said, source=source, time=time)

    def __setattr__(self, name, value):
        raise AttributeError("an event cannot change")

    def __eq__(self, other):
        return isinstance(other, Event) and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.id)
