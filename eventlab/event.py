"""Event: an immutable envelope around the statement that something happened.

Guarantee: nothing reachable from an event can change, two events with equal attributes are equal,
and what `to_json` writes `from_json` reads back as an equal event. The attributes and their JSON
are those of CloudEvents 1.0 (https://github.com/cloudevents/spec), so that other systems can read
our events and we theirs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from uuid import uuid4

import msgspec

from eventlab.frozen import NOTHING, FrozenDict, adopt, freeze, require_text

SPEC_VERSION: Final = "1.0"
_OF_CLOUDEVENTS = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype"}
_OWN = _OF_CLOUDEVENTS | {"dataschema", "data", "correlationid", "causationid"}
_EXTENSION_NAME = re.compile(r"[a-z0-9]+")  # CloudEvents 1.0, "Attribute Naming Convention"
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)
_OPTIONAL = ("subject", "dataschema", "causation_id")
_TEXTS = ("type", "id", "source", "correlation_id", *_OPTIONAL)
_JSON_TYPE = re.compile(r"[^/;]+/([^/;]+\+)?json\s*(;.*)?", re.IGNORECASE)


_Text = Annotated[str, msgspec.Meta(min_length=1)]


class _Document(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """An event without extensions as JSON, with all that an event demands of it.

    The decoder checks this at once, while it reads; a document that is different takes longer.
    """

    specversion: Literal["1.0"]
    id: _Text
    source: _Text
    type: _Text
    time: datetime
    datacontenttype: Literal["application/json"]
    correlationid: _Text
    subject: _Text | None = None
    dataschema: _Text | None = None
    causationid: _Text | None = None
    data: Mapping[str, Any]


_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode
_decode_usual = msgspec.json.Decoder(_Document).decode


@dataclass(frozen=True, slots=True)
class Event:
    """A fact: something that has happened, with what others need to know of it.

    Args:
        type: what happened, in the past tense ("OrderPlaced").
        data: the payload: JSON values under text keys. It is copied and frozen. An instance of a
            dataclass that a `SchemaRegistry` knows is turned into them, and says its `dataschema`.
        id: unique within `source`; (source, id) is what consumers recognise a duplicate by.
        source: who says so, as a URI reference.
        subject: what it happened to, within the source ("order/7").
        time: when it happened; must carry its time zone, and is kept in UTC.
        dataschema: URI of the schema that `data` follows.
        correlation_id: the same for everything that one intent set off; by default the own id.
        causation_id: the id of the event that led to this one.
        extensions: further CloudEvents attributes: lower-case names, text, int or bool.

    Raises:
        ValueError: empty text, a naive time, NaN, a name that is taken; it names the field.
        TypeError: a value of a type that the field, or JSON, cannot carry; it names the field.
    """

    type: str
    data: Mapping[str, Any] = NOTHING
    id: str = field(default_factory=lambda: str(uuid4()), kw_only=True)
    source: str = field(default="/eventlab", kw_only=True)
    subject: str | None = field(default=None, kw_only=True)
    time: datetime = field(default_factory=lambda: datetime.now(UTC), kw_only=True)
    dataschema: str | None = field(default=None, kw_only=True)
    correlation_id: str = field(default="", kw_only=True)
    causation_id: str | None = field(default=None, kw_only=True)
    extensions: Mapping[str, Any] = field(default=NOTHING, kw_only=True)

    def __post_init__(self) -> None:
        keep = object.__setattr__  # the way past `frozen` that dataclasses themselves take
        if not self.correlation_id and isinstance(self.correlation_id, str):
            keep(self, "correlation_id", self.id)
        for name in _TEXTS:
            if (given := getattr(self, name)) is None and name in _OPTIONAL:
                continue
            if (text := require_text(name, given)) is not given:
                keep(self, name, text)
        if type(self.time) is not datetime or self.time.tzinfo is not UTC:
            keep(self, "time", _in_utc(self.time))
        if type(self.data) is not FrozenDict:
            if schema := vars(type(self.data)).get("__event_schema__"):  # eventlab.schema puts it
                keep(self, "data", schema.unpack(self))
                keep(self, "dataschema", schema.uri)
            elif isinstance(self.data, Mapping):
                keep(self, "data", freeze(self.data, "data"))
            else:
                kind = type(self.data).__name__
                raise TypeError(f"data is a {kind}; a payload is a dict of named values")
        if self.extensions is not NOTHING:
            keep(self, "extensions", _check_extensions(self.extensions))

    def caused(
        self, type: str, data: Mapping[str, Any] | None = None, **attributes: Any
    ) -> "Event":
        """Make a follow-up: a new event with the same correlation, and this one as its cause."""
        attributes.setdefault("source", self.source)
        return Event(
            type,
            NOTHING if data is None else data,
            correlation_id=self.correlation_id,
            causation_id=self.id,
            **attributes,
        )

    def to_json(self) -> bytes:
        """Write the event as CloudEvents 1.0 structured JSON, in UTF-8."""
        document = _Document(
            specversion=SPEC_VERSION,
            id=self.id,
            source=self.source,
            type=self.type,
            time=self.time,
            datacontenttype="application/json",
            correlationid=self.correlation_id,
            subject=self.subject,
            dataschema=self.dataschema,
            causationid=self.causation_id,
            data=self.data,
        )
        if self.extensions is NOTHING:
            return _encode(document)
        return _encode(msgspec.to_builtins(document) | self.extensions)

    @staticmethod
    def from_json(document: bytes | str) -> "Event":
        """Read an event from CloudEvents 1.0 structured JSON.

        Raises:
            ValueError: not JSON, not version 1.0, or an attribute that is missing or malformed.
        """
        try:
            usual = _decode_usual(document)
        except _UNREADABLE:
            return _from_unusual(document)
        if usual.time.tzinfo is not UTC:
            return _from_unusual(document)
        event: Any = _Draft()
        event.type = usual.type
        event.data = adopt(usual.data)
        event.id = usual.id
        event.source = usual.source
        event.subject = usual.subject
        event.time = usual.time
        event.dataschema = usual.dataschema
        event.correlation_id = usual.correlationid
        event.causation_id = usual.causationid
        event.extensions = NOTHING
        event.__class__ = Event  # nothing is left to check
        done: Event = event
        return done

    def __repr__(self) -> str:
        return f"Event({self.type!r}, {dict(self.data)!r}, id={self.id!r})"


class _Draft(Event):
    """An event that is being read: its slots can be filled, in a third of the time."""

    __slots__ = ()
    __init__ = object.__init__
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__  # a class of its own `__delattr__` alone sets as slowly


def _from_unusual(document: bytes | str) -> Event:
    try:
        found = _decode(document)
    except _UNREADABLE as error:
        raise ValueError(f"not an event: {error}") from None
    if not isinstance(found, dict):
        raise ValueError(f"not an event: a JSON {type(found).__name__}, not an object")
    if None in found.values():  # in CloudEvents the same as an attribute that is absent
        found = {name: value for name, value in found.items() if value is not None}
    return _from_attributes(found)


def _from_attributes(found: dict[str, Any]) -> Event:
    take = found.pop
    if (version := take("specversion", None)) != SPEC_VERSION:
        raise ValueError(f"specversion is {version!r}, not {SPEC_VERSION!r}")
    if "data_base64" in found:
        raise ValueError("data_base64: binary data is not supported, only a JSON object")
    if not _JSON_TYPE.fullmatch(str(content := take("datacontenttype", "application/json"))):
        raise ValueError(f"datacontenttype is {content!r}, not JSON")
    data = take("data", NOTHING)
    try:
        return Event(
            take("type"),
            adopt(data) if isinstance(data, dict) else data,
            id=take("id"),
            source=take("source"),
            subject=take("subject", None),
            time=_read_time(take("time", None)),
            dataschema=take("dataschema", None),
            correlation_id=take("correlationid", ""),
            causation_id=take("causationid", None),
            extensions=found,  # what is left
        )
    except KeyError as error:
        raise ValueError(f"the attribute {error} is missing") from None
    except TypeError as error:  # in a document a wrong type is a wrong value
        raise ValueError(str(error)) from None


def _check_extensions(extensions: Any) -> FrozenDict:
    if not isinstance(extensions, Mapping):
        raise TypeError(f"extensions is a {type(extensions).__name__}, not a dict")
    for name, value in extensions.items():
        where = f"extensions[{name!r}]"
        if not isinstance(name, str) or not _EXTENSION_NAME.fullmatch(name):
            raise ValueError(f"{where}: names are lower-case letters and digits only")
        if name in _OWN:
            raise ValueError(f"{where}: the name belongs to CloudEvents or to Event itself")
        if not isinstance(value, (str, int)):
            raise TypeError(f"{where} is a {type(value).__name__}; only text, int and bool go")
        if isinstance(value, int) and not -(2**31) <= value < 2**31:
            raise ValueError(f"{where} is {value}; CloudEvents integers have 32 bits")
    frozen: FrozenDict = freeze(extensions, "extensions")
    return frozen or NOTHING


def _in_utc(time: Any) -> datetime:
    """Return the same moment as a plain datetime in UTC, in which moments compare by value."""
    if not isinstance(time, datetime):
        raise TypeError(f"time is a {type(time).__name__}, not a datetime")
    if time.utcoffset() is None:
        raise ValueError(f"time {time} has no time zone: use datetime.now(UTC)")
    try:
        return datetime.fromisoformat(datetime.isoformat(datetime.astimezone(time, UTC)))
    except OverflowError:
        raise ValueError(f"time {time} is outside the years 1 to 9999 in UTC") from None


def _read_time(text: Any) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        return msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        raise ValueError(f"time is {text!r}, not an RFC 3339 timestamp") from None
