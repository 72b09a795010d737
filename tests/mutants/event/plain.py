"""The right event of which the wrong ones are made: a dict of attributes behind a closed door."""

import json
import math
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import uuid4

from mutants import Mutants

MUTANTS = Mutants()
NAMES = ("type", "data", "id", "source", "time", "correlationid", "causationid")


class Plain:
    """A right event, written for changing one step at a time."""

    def __init__(self, type, data=None, *, id=None, source="/shop", time=None, **others):
        id = self.new_id() if id is None else id
        names = {"type": self.text("type", type), "id": self.text("id", id)}
        names |= {"source": self.text("source", source), "time": self.when(time)}
        names["data"] = self.freeze({} if data is None else data, "data", ())
        names["correlationid"] = others.pop("correlationid", id)
        vars(self)["said"] = names | others

    def new_id(self):
        return str(uuid4())

    def now(self):
        return datetime.now(UTC)

    def text(self, name, value):
        if not isinstance(value, str):
            raise TypeError(f"{name} is not text")
        if not value:
            raise ValueError(f"{name} is empty")
        return value

    def when(self, time):
        time = self.now() if time is None else time
        if time.utcoffset() is None:
            raise ValueError("time has no time zone")
        return self.in_utc(time)

    def in_utc(self, time):
        return time.astimezone(UTC)

    def freeze(self, value, where, around):
        if any(value is each for each in around):
            raise ValueError(f"{where} contains itself")
        around = (*around, value)
        if isinstance(value, dict):
            for key in value:
                self.inspect_key(key, where)
            inside = {k: self.freeze(v, f"{where}.{k}", around) for k, v in value.items()}
            return self.frozen_dict(inside)
        if isinstance(value, list):
            return self.frozen_list([self.freeze(item, where, around) for item in value])
        if isinstance(value, tuple):
            return self.frozen_tuple(value, lambda item: self.freeze(item, where, around))
        return self.leaf(value, where)

    def inspect_key(self, key, where):
        if not isinstance(key, str):
            raise TypeError(f"{where} has a key that is no text")

    def frozen_dict(self, inside):
        return MappingProxyType(inside)

    def frozen_list(self, inside):
        return tuple(inside)

    def frozen_tuple(self, value, freeze):
        return tuple(map(freeze, value))

    def leaf(self, value, where):
        if not isinstance(value, (str, int, float, type(None))):
            raise TypeError(f"{where} has no form in JSON")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{where} has no form in JSON")
        return value

    def __getattr__(self, name):
        name = {"correlation_id": "correlationid", "causation_id": "causationid"}.get(name, name)
        if name in NAMES:
            return vars(self)["said"].get(name)
        raise AttributeError(name)

    def __setattr__(self, name, value):
        raise AttributeError(f"{name}: an event does not change")

    def __delattr__(self, name):
        raise AttributeError(f"{name}: an event does not change")

    def compared(self):
        return self.said

    def __eq__(self, other):
        return isinstance(other, Plain) and self.compared() == other.compared()

    def __hash__(self):
        return hash((self.source, self.id))

    def caused(self, type, data=None, **attributes):
        given = {"source": self.source} | attributes
        return self.__class__(type, data, **given, **self.bonds())

    def bonds(self):
        return {"correlationid": self.correlationid, "causationid": self.id}

    def document(self):
        return {"specversion": "1.0", **self.said, "time": self.time.isoformat()}

    def to_json(self):
        return json.dumps(self.document(), default=dict).encode()

    @classmethod
    def from_json(cls, document):
        found = json.loads(document)
        cls.inspect(found)
        found = {name: value for name, value in found.items() if cls.kept(name, value)}
        if "time" in found:
            found["time"] = datetime.fromisoformat(found["time"])
        return cls(**found)

    @classmethod
    def inspect(cls, found):
        if not isinstance(found, dict) or found.get("specversion") != "1.0":
            raise ValueError("not a CloudEvent of version 1.0")
        cls.inspect_attributes(found)

    @classmethod
    def inspect_attributes(cls, found):
        if not {"id", "source", "type"} <= set(found):
            raise ValueError("an attribute is missing")
        if not isinstance(found.get("data", {}), dict):
            raise ValueError("data is not an object")

    @classmethod
    def kept(cls, name, value):
        return name != "specversion" and value is not None
