# A named tuple, which is equal to a plain tuple.
from typing import NamedTuple
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import eventlab
from eventlab.course import check, hint, solution
def frozen(value):
    if isinstance(value, dict):
        return FrozenDict({key: frozen(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return tuple(frozen(item) for item in value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"data cannot hold a {type(value).__name__}")


class FrozenDict(dict):
    def refuse(self, *_, **__):
        raise TypeError("an event's data cannot change")

    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse

    def __hash__(self):
        return hash(frozenset(self.items()))




class Said(NamedTuple):
    type: str
    data: dict
    id: str
    source: str
    time: datetime
class Event(Said):
    __slots__=()
    def __new__(cls, type, data={}, *, id=None, source="/shop", time=None):
        time = time or datetime.now(UTC)
        if time.utcoffset() is None: raise ValueError("time")
        return super().__new__(cls,type,frozen(data),id or str(uuid4()),source,time)
