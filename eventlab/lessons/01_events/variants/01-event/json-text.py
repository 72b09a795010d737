# Keeps its data as JSON text; whoever reads it gets a dict of their own.
import json
from datetime import UTC, datetime
from uuid import uuid4


class Event:
    __slots__ = ("_said",)

    def __init__(self, type, data=None, *, id=None, source="/shop", time=None):
        time = time or datetime.now(UTC)
        if not time.tzinfo:
            raise ValueError("give the time a zone")
        text = json.dumps(data or {}, sort_keys=True)
        said = (type, text, id or uuid4().hex, source, time.astimezone(UTC))
        object.__setattr__(self, "_said", said)

    type = property(lambda self: self._said[0])
    data = property(lambda self: json.loads(self._said[1]))
    id = property(lambda self: self._said[2])
    source = property(lambda self: self._said[3])
    time = property(lambda self: self._said[4])

    def __eq__(self, other):
        return self._said == other._said if isinstance(other, Event) else NotImplemented

    def __hash__(self):
        return hash(self._said)
