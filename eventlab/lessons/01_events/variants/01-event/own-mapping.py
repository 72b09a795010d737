# A mapping of its own, which has no method that changes it, in a class that closes its door.
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid1

PLAIN = (str, bool, int, float, type(None))


class Facts(Mapping):
    def __init__(self, pairs):
        self.__pairs = tuple(sorted(pairs))

    def __getitem__(self, key):
        for known, value in self.__pairs:
            if known == key:
                return value
        raise KeyError(key)

    def __iter__(self):
        return (key for key, _ in self.__pairs)

    def __len__(self):
        return len(self.__pairs)

    def __repr__(self):
        return repr(dict(self))


def fix(value):
    if isinstance(value, dict) and {*map(type, value)} <= {str}:
        return Facts((key, fix(item)) for key, item in value.items())
    if type(value) in (list, tuple):
        return tuple([fix(item) for item in value])
    if not isinstance(value, PLAIN):
        raise TypeError("only what JSON has a form for")
    return value


class Event:
    closed = False

    def __init__(self, type, data=(), **rest):
        self.type, self.data = type, fix(dict(data))
        self.id = rest.pop("id", None) or str(uuid1())
        self.source = rest.pop("source", "/shop")
        self.time = rest.pop("time", None) or datetime.now(UTC)
        if self.time.utcoffset() is None:
            raise ValueError("a time without a zone is no time")
        self.closed = True

    def __setattr__(self, name, value):
        if self.closed:
            raise AttributeError(f"{name} is as it is")
        super().__setattr__(name, value)

    def __delattr__(self, name):
        raise AttributeError(f"{name} stays")

    def said(self):
        return [self.type, self.data, self.id, self.source, self.time]

    def __eq__(self, other):
        return type(other) is type(self) and self.said() == other.said()

    def __hash__(self):
        return hash((self.id, self.source))
