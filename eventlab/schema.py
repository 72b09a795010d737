"""Schema: what the payload of an event type looks like, checked where it goes out and comes in.

Guarantee: what `read` returns is whole, every field of its declared type; and it is equal to the
payload that was written, or the writing was refused. What does not fit is refused with the event's
type and the field's path.

Reading is strict about what it uses (the text "5" is no number) and tolerant of what it does not
(it skips a field that it does not know), so that a writer may add fields without asking its
readers: https://martinfowler.com/bliki/TolerantReader.html.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import inspect

from eventlab.event import Event
from eventlab.frozen import FrozenDict, freeze

Payload = TypeVar("Payload")
PayloadClass = type[Payload]

_FOREIGN = (  # a payload is read by people too: dataclasses and what JSON has a form for, no more
    *(inspect.CustomType, inspect.ExtType, inspect.RawType, inspect.MemoryViewType),
    *(inspect.StructType, inspect.TypedDictType, inspect.NamedTupleType),
)
_JSON: Any = {"str_keys": True, "order": "deterministic"}
_PLACE = re.compile(r"(.*) - at (`key` in )?`\$\.?(.*)`")
_MISSING = re.compile(r"Object missing required field `(.+)`")


class InvalidPayload(ValueError):
    """A payload that does not fit: `type` of the event, `path` of the field, and the `reason`."""

    def __init__(self, type: str, path: str, reason: str) -> None:
        super().__init__(type, path, reason)
        self.type, self.path, self.reason = type, path, reason

    def __str__(self) -> str:
        return ": ".join(part for part in self.args if part)


class Schema:
    """One version of the payload of one event type.

    Args:
        type: the event's type.
        version: counts from 1.
        payload: the frozen dataclass.

    Attributes:
        uri: names this version in the `dataschema` of its events.
    """

    def __init__(self, type: str, version: int, payload: PayloadClass[Any]) -> None:
        self.type, self.version, self.payload = type, version, payload
        self.uri = f"urn:eventlab:{quote(type, safe='')}:{version}"
        nodes = [node for _, node in every_type(inspect.type_info(payload), "")]
        keys = [node.key_type for node in nodes if isinstance(node, inspect.DictType)]
        self._convert = msgspec.convert
        if not all(isinstance(key, inspect.StrType) for key in keys):  # twice as slow
            self._convert = partial(msgspec.convert, str_keys=True)

    def unpack(self, event: Event) -> FrozenDict:
        """Return the data of an event that is being made with an instance of `payload`.

        Raises:
            ValueError: the event's type or `dataschema` is that of something else.
            InvalidPayload: a field holds what its type does not allow, what JSON cannot carry,
                or what would come back as something else.
        """
        payload: Any = event.data
        if event.type != self.type:
            raise ValueError(f"data is the payload of {self.type}, and the type is {event.type}")
        if event.dataschema not in (None, self.uri):
            raise ValueError(
                f"dataschema is {event.dataschema!r}, and that of data is {self.uri!r}"
            )
        data, names = {}, [field.name for field in fields(self.payload)]
        for name in names:
            try:
                value = msgspec.to_builtins(getattr(payload, name), **_JSON)
                data[name] = freeze(value, name)
            except (TypeError, ValueError) as error:
                raise InvalidPayload(self.type, name, str(error)) from None
        back = self.read(data)
        for name in names:
            written, found = getattr(payload, name), getattr(back, name)
            if written != found:
                reason = f"{written!r} would come back as {found!r}"
                raise InvalidPayload(self.type, name, reason)
        return FrozenDict(data)

    def read(self, data: Mapping[str, Any]) -> Any:
        """Return the payload that the data stand for.

        Raises:
            InvalidPayload: a field is missing, or holds what its type does not allow.
        """
        try:
            return self._convert(data, self.payload)
        except msgspec.ValidationError as error:
            reason, path = str(error), ""
            if placed := _PLACE.fullmatch(reason):
                reason, path = placed[1] + (" for a key" if placed[2] else ""), placed[3]
            if missing := _MISSING.fullmatch(reason):
                path, reason = f"{path}.{missing[1]}".lstrip("."), "is missing"
            raise InvalidPayload(self.type, path, reason) from None


def check_payload(payload: PayloadClass[Any]) -> None:
    """Refuse with a `TypeError` what is no frozen dataclass of types that JSON has a form for."""
    if not (is_dataclass(payload) and payload.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        raise TypeError(f"{payload!r} is no payload: use @dataclass(frozen=True)")
    try:
        msgspec.convert({}, payload)  # also a union that could not be told apart is found here
    except msgspec.ValidationError:
        pass  # of course: it is empty
    except (TypeError, NameError) as error:
        raise TypeError(f"{payload.__name__} cannot be a payload: {error}") from None
    for path, node in every_type(inspect.type_info(payload), payload.__name__):
        if isinstance(node, _FOREIGN):
            kind = getattr(node, "cls", node.__class__).__name__
            raise TypeError(f"{path} is a {kind}: use dataclasses and types that JSON can carry")


def every_type(node: Any, path: str, outer: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the node and, with their paths, all that it is made of."""
    yield path, node
    if isinstance(node, inspect.DataclassType):
        if node.cls not in outer:
            for field in node.fields:
                yield from every_type(field.type, f"{path}.{field.name}", (*outer, node.cls))
        return
    for name in node.__struct_fields__:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, inspect.Type):
                yield from every_type(part, path, outer)
