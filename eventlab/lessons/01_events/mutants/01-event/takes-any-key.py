# Looks at the values of a dict, and not at its keys.
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime
from uuid import uuid4


class Frozen(dict):
    def refuse(self, *_, **__):
        raise TypeError("frozen")

    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse

    def __hash__(self):
        return hash(frozenset(self.items()))


def frozen(value):
    if isinstance(value, dict):
        return Frozen({key: frozen(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return tuple(map(frozen, value))
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError("no data")


@dataclass(frozen=True)
class Event:
    type: str
    data: dict = field(default_factory=dict)
    _: KW_ONLY
    id: str = field(default_factory=lambda: str(uuid4()))
    source: str = "/shop"
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self):
        if self.time.utcoffset() is None:
            raise ValueError("time has no zone")
        object.__setattr__(self, "data", frozen(self.data))
