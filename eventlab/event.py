"""Event: an immutable envelope around the statement that something happened.

Guarantee: nothing reachable from an event can change, two events with equal attributes are equal,
and what `to_json` writes `from_json` reads back as an equal event. The attributes and their JSON
are those of CloudEvents 1.0 (https://github.com/cloudevents/spec), so that other systems can read
our events and we theirs.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn, Self
from uuid import uuid4

import msgspec

SPEC_VERSION = "1.0"
_CORE = frozenset({"specversion", "id", "source", "type", "subject", "time", "datacontenttype"})
_OWN = _CORE | {"dataschema", "data", "data_base64", "correlationid", "causationid"}
_EXTENSION_NAME = re.compile(r"[a-z0-9]+")  # CloudEvents 1.0, "Attribute Naming Convention"
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode
_JSON_TYPE = re.compile(r"application/(.+\+)?json(\s*;.*)?", re.IGNORECASE)


class FrozenDict(dict[str, Any]):
    """A dict that refuses every change and can be hashed.

    It stays a dict, so that `==`, `**`, pattern matching and JSON encoders treat it as one.
    """

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("an event's data cannot change: publish a new event instead")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, Any]]]:
        return type(self), (dict(self),)


_NOTHING = FrozenDict()


_PLAIN = frozenset({int, bool, type(None)})  # types that cannot change, and that JSON carries
_NESTING = frozenset({dict, list})


def freeze(value: Any, where: str) -> Any:
    """Copy JSON-like `value` into a form that cannot change: lists become tuples.

    Raises:
        TypeError: a value that JSON has no form for; the message names its place.
        ValueError: NaN, an infinity, or text that UTF-8 cannot carry.
    """
    kind = type(value)
    if kind is str:
        if not value.isascii():
            _check_text(value, where)
        return value
    if kind in _PLAIN or kind is FrozenDict:
        return value
    if kind is float:
        if not math.isfinite(value):
            raise ValueError(f"{where} is {value}, which JSON cannot carry")
        return value
    if kind is dict or isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"{where} has the key {key!r}; in JSON every key is text")
            if not key.isascii():
                _check_text(key, f"a key of {where}")
        return FrozenDict(
            {
                key: item if type(item) in _PLAIN else freeze(item, f"{where}.{key}")
                for key, item in value.items()
            }
        )
    if isinstance(value, (list, tuple)):
        return tuple([freeze(item, f"{where}[{i}]") for i, item in enumerate(value)])
    if isinstance(value, (str, int, float)):  # a subclass such as an enum: keep the plain value
        plain = next(base for base in (str, int, float) if isinstance(value, base))
        return freeze(plain(value), where)
    raise TypeError(f"{where} is a {kind.__name__}, which JSON has no form for")


def _check_text(value: str, where: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{where} holds half a character (a lone surrogate)") from None


@dataclass(frozen=True, slots=True)
class Event:
    """A fact: something that has happened, with what others need to know of it.

    Args:
        type: what happened, in the past tense ("OrderPlaced").
        data: the payload: JSON values under text keys. It is copied and frozen.
        id: unique within `source`; (source, id) is what consumers recognise a duplicate by.
        source: who says so, as a URI reference.
        subject: what it happened to, within the source ("order/7").
        time: when it happened; must carry its time zone.
        dataschema: URI of the schema that `data` follows.
        correlation_id: the same for everything that one intent set off; by default the own id.
        causation_id: the id of the event that led to this one.
        extensions: further CloudEvents attributes: lower-case names, text, int or bool.

    Raises:
        ValueError: empty text, a naive time, NaN, a name that is taken; it names the field.
        TypeError: a value of a type that the field, or JSON, cannot carry; it names the field.
    """

    type: str
    data: Mapping[str, Any] = field(default_factory=FrozenDict)
    id: str = field(default_factory=lambda: str(uuid4()), kw_only=True)
    source: str = field(default="/eventlab", kw_only=True)
    subject: str | None = field(default=None, kw_only=True)
    time: datetime = field(default_factory=lambda: datetime.now(UTC), kw_only=True)
    dataschema: str | None = field(default=None, kw_only=True)
    correlation_id: str = field(default="", kw_only=True)
    causation_id: str | None = field(default=None, kw_only=True)
    extensions: Mapping[str, Any] = field(default_factory=FrozenDict, kw_only=True)

    def __post_init__(self) -> None:
        require_text("type", self.type)
        require_text("id", self.id)
        require_text("source", self.source)
        if self.subject is not None:
            require_text("subject", self.subject)
        if self.dataschema is not None:
            require_text("dataschema", self.dataschema)
        if self.causation_id is not None:
            require_text("causation_id", self.causation_id)
        if self.correlation_id:
            require_text("correlation_id", self.correlation_id)
        else:
            object.__setattr__(self, "correlation_id", self.id)
        if not isinstance(self.time, datetime):
            raise TypeError(f"time is a {type(self.time).__name__}, not a datetime")
        if self.time.tzinfo is not UTC and self.time.utcoffset() is None:
            raise ValueError(f"time {self.time} has no time zone: use datetime.now(UTC)")
        if type(self.data) is not FrozenDict:
            if not isinstance(self.data, Mapping):
                kind = type(self.data).__name__
                raise TypeError(f"data is a {kind}; a payload is a dict of named values")
            try:
                object.__setattr__(self, "data", freeze(self.data, "data"))
            except RecursionError:
                raise ValueError("data contains itself, or is nested too deeply") from None
        if self.extensions:
            object.__setattr__(self, "extensions", _check_extensions(self.extensions))
        elif type(self.extensions) is not FrozenDict:
            object.__setattr__(self, "extensions", _NOTHING)

    def caused(
        self, type: str, data: Mapping[str, Any] | None = None, **attributes: Any
    ) -> "Event":
        """Make a follow-up: a new event with the same correlation, and this one as its cause."""
        attributes.setdefault("source", self.source)
        return Event(
            type,
            FrozenDict() if data is None else data,
            correlation_id=self.correlation_id,
            causation_id=self.id,
            **attributes,
        )

    def to_json(self) -> bytes:
        """Write the event as CloudEvents 1.0 structured JSON, in UTF-8."""
        time = self.time
        document: dict[str, Any] = {
            "specversion": SPEC_VERSION,
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "time": time if time.tzinfo is UTC else time.isoformat(),  # the encoder writes UTC as Z
            "datacontenttype": "application/json",
            "correlationid": self.correlation_id,
            **self.extensions,
        }
        if self.subject is not None:
            document["subject"] = self.subject
        if self.dataschema is not None:
            document["dataschema"] = self.dataschema
        if self.causation_id is not None:
            document["causationid"] = self.causation_id
        document["data"] = self.data
        return _encode(document)

    @classmethod
    def from_json(cls, document: bytes | str) -> "Event":
        """Read an event from CloudEvents 1.0 structured JSON.

        Raises:
            ValueError: not JSON, not version 1.0, or an attribute that is missing or malformed.
        """
        try:
            found = _decode(document)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"not an event: {error}") from None
        if not isinstance(found, dict):
            raise ValueError(f"not an event: a JSON {type(found).__name__}, not an object")
        if None in found.values():  # in CloudEvents the same as an attribute that is absent
            found = {name: value for name, value in found.items() if value is not None}
        return cls._from_attributes(found)

    @classmethod
    def _from_attributes(cls, found: dict[str, Any]) -> "Event":
        take = found.pop
        if (version := take("specversion", None)) != SPEC_VERSION:
            raise ValueError(f"specversion is {version!r}, not {SPEC_VERSION!r}")
        if "data_base64" in found:
            raise ValueError("data_base64: binary data is not supported, only a JSON object")
        if not _JSON_TYPE.fullmatch(str(content := take("datacontenttype", "application/json"))):
            raise ValueError(f"datacontenttype is {content!r}, not JSON")
        data = take("data", _NOTHING)
        try:
            return cls(
                take("type"),
                _adopt(data) if isinstance(data, dict) else data,
                id=take("id"),
                source=take("source"),
                subject=take("subject", None),
                time=_read_time(take("time", None)),
                dataschema=take("dataschema", None),
                correlation_id=take("correlationid", ""),
                causation_id=take("causationid", None),
                extensions=found or _NOTHING,  # what is left
            )
        except KeyError as error:
            raise ValueError(f"the attribute {error} is missing") from None
        except TypeError as error:  # in a document a wrong type is a wrong value
            raise ValueError(str(error)) from None

    def __repr__(self) -> str:
        return f"Event({self.type!r}, {dict(self.data)!r}, id={self.id!r})"


def require_text(name: str, value: Any) -> None:
    """Refuse what is not text, is empty, or is nothing that UTF-8 can carry; name it `name`."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is a {type(value).__name__}, not text")
    if not value:
        raise ValueError(f"{name} is empty")
    if not value.isascii():
        _check_text(value, name)


def _check_extensions(extensions: Mapping[str, Any]) -> FrozenDict:
    for name, value in extensions.items():
        where = f"extensions[{name!r}]"
        if not isinstance(name, str) or not _EXTENSION_NAME.fullmatch(name):
            raise ValueError(f"{where}: names are lower-case letters and digits only")
        if name in _OWN:
            raise ValueError(f"{where}: the name belongs to CloudEvents or to Event itself")
        if not isinstance(value, (str, int, bool)):
            raise TypeError(f"{where} is a {type(value).__name__}; only text, int and bool go")
        if isinstance(value, int) and not -(2**31) <= value < 2**31:
            raise ValueError(f"{where} is {value}; CloudEvents integers have 32 bits")
    return FrozenDict({name: freeze(value, name) for name, value in extensions.items()})


def _adopt(decoded: Any) -> Any:
    """Freeze what a JSON decoder has just made: nobody else holds it, and every value is sound."""
    kind = type(decoded)
    if kind is dict:
        for key, item in decoded.items():
            if type(item) in _NESTING:
                decoded[key] = _adopt(item)
        return FrozenDict(decoded)
    if kind is list:
        return tuple([_adopt(item) for item in decoded])
    return decoded


def _read_time(text: Any) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError(f"time is {text!r}, not an RFC 3339 timestamp") from None
