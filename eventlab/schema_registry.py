"""SchemaRegistry: the payloads of one service, version by version, and the way up to the newest.

Guarantee: `read` returns the payload in the newest version that the reader knows. Older events are
rewritten step by step, in a copy: the event itself never changes. A version that stored events
could not reach is refused before the first event, when it is registered.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from eventlab.event import Event
from eventlab.frozen import FrozenDict, freeze, require_text
from eventlab.schema import InvalidPayload, Payload, PayloadClass, Schema, check_payload

Upcaster = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class SchemaRegistry:
    """The payloads that one service writes and reads.

    An event says in its `dataschema` which version it was written in. One that says nothing is
    taken for version 1; one of a version that is newer than all known is read as the newest
    known, which works if the change was compatible.
    """

    def __init__(self) -> None:
        self._schemas: dict[str, dict[int, Schema]] = {}
        self._latest: dict[str, Schema] = {}
        self._upcasters: dict[str, dict[int, Upcaster]] = {}

    def upcaster(self, type: str, version: int) -> Callable[[Upcaster], Upcaster]:
        """Register the function below: it leads from `version` of a payload to the next one.

        It takes the data of an event, which cannot be changed, and returns new ones:
        `return {**data, "currency": "EUR"}`.

        Raises:
            ValueError: that step has an upcaster already.
        """
        _check_version(type, version)

        def register(upcaster: Upcaster) -> Upcaster:
            if version in self._upcasters.setdefault(type, {}):
                raise ValueError(f"{type} has an upcaster from version {version} already")
            self._upcasters[type][version] = upcaster
            return upcaster

        return register

    def register(
        self, type: str, version: int = 1
    ) -> Callable[[PayloadClass[Payload]], PayloadClass[Payload]]:
        """Register the frozen dataclass below as a version of a payload.

        From then on `Event(type, instance)` takes its instances for data. The classes of older
        versions may be registered too, and need not: their upcasters are enough.

        Raises:
            TypeError: not a frozen dataclass, or a field has a type that JSON has no form for.
            ValueError: the version or the class is registered already, or an upcaster is missing
                on the way from version 1 to this one.
        """
        _check_version(type, version)

        def register(payload: PayloadClass[Payload]) -> PayloadClass[Payload]:
            check_payload(payload)
            versions, upcasters = self._schemas.get(type, {}), self._upcasters.get(type, {})
            if version in versions:
                raise ValueError(f"{type} has a version {version} already")
            for step in range(1, version):
                if step not in upcasters:
                    raise ValueError(
                        f"{type} version {version}: no upcaster leads from version {step} to "
                        f"version {step + 1}, so stored events could not be read"
                    )
            schema = Schema(type, version, payload)
            earlier = vars(payload).get("__event_schema__", schema)
            if earlier.uri != schema.uri:
                raise ValueError(f"{payload.__name__} is registered already, as {earlier.uri}")
            payload.__event_schema__ = schema  # type: ignore[attr-defined]  # where Event looks
            self._schemas[type] = versions | {version: schema}
            self._latest[type] = self._schemas[type][max([version, *versions])]
            return payload

        return register

    def event(self, payload: object, **attributes: Any) -> Event:
        """Return an event with this payload; its type and `dataschema` are those registered.

        Raises:
            TypeError: the payload's class is not registered here.
            InvalidPayload: it does not fit its own schema.
        """
        schema = vars(payload.__class__).get("__event_schema__")
        if schema is None or schema.version not in self._schemas.get(schema.type, {}):
            raise TypeError(f"{payload.__class__.__name__} is not registered: @registry.register")
        return Event(schema.type, cast(Any, payload), **attributes)

    def upcast(self, event: Event) -> Event:
        """Return the event in the newest version: the same one, or a copy with newer data.

        Raises:
            LookupError: the event's type is not registered.
            InvalidPayload: the `dataschema` is none of ours, or an upcaster fails.
        """
        newest = self._newest(event.type)
        version = self._version(event, newest)
        if version >= newest.version:
            return event
        return replace(event, data=self._climb(event, version, newest), dataschema=newest.uri)

    def read(self, event: Event) -> Any:
        """Return the event's payload: an instance of the newest registered class.

        Raises:
            LookupError: the event's type is not registered.
            InvalidPayload: the data do not fit, or an upcaster fails.
        """
        newest = self._newest(event.type)
        if event.dataschema == newest.uri:  # the usual case, and so the quickest
            return newest.read(event.data)
        version = self._version(event, newest)
        try:
            return newest.read(self._climb(event, version, newest))
        except InvalidPayload as error:
            if version != newest.version:
                error.add_note(f"written in version {version}, read in version {newest.version}")
            raise

    def _newest(self, type: str) -> Schema:
        if newest := self._latest.get(type):
            return newest
        known = ", ".join(sorted(self._latest)) or "none"
        raise LookupError(f"no payload is registered for {type!r}; there are: {known}")

    def _version(self, event: Event, newest: Schema) -> int:
        if event.dataschema is None:
            return 1
        base, _, version = event.dataschema.rpartition(":")
        if base != newest.uri.rpartition(":")[0] or not version.isdecimal() or int(version) < 1:
            reason = f"is {event.dataschema!r}, which is no version of {newest.uri!r}"
            raise InvalidPayload(event.type, "dataschema", reason)
        return int(version)

    def _climb(self, event: Event, version: int, newest: Schema) -> Mapping[str, Any]:
        data = event.data
        if version < newest.version:
            self._check(event.type, version, data)
        for step in range(version, newest.version):
            data = self._step(event.type, step, data)
        return data

    def _step(self, type: str, version: int, data: Mapping[str, Any]) -> FrozenDict:
        upcaster = self._upcasters[type][version]
        name = getattr(upcaster, "__name__", repr(upcaster))
        where = f"{name}, the upcaster from version {version} to {version + 1}"
        try:
            newer = freeze(upcaster(data), "data")
        except Exception as error:
            raise InvalidPayload(type, "", f"{where}, failed: {error!r}") from error
        if not isinstance(newer, FrozenDict):
            raise InvalidPayload(type, "", f"{where}, returned {newer!r} instead of new data")
        try:
            self._check(type, version + 1, newer)
        except InvalidPayload as error:
            raise InvalidPayload(type, error.path, f"{error.reason} after {where}") from None
        return newer

    def _check(self, type: str, version: int, data: Mapping[str, Any]) -> None:
        if schema := self._schemas[type].get(version):  # an old version's class may be gone
            schema.read(data)


def _check_version(type: str, version: int) -> None:
    require_text("type", type)
    if not isinstance(version, int) or version < 1:
        raise ValueError(f"{type}: versions count from 1; this is {version!r}")
