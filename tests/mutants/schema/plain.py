"""A right registry without msgspec, cut into steps, so that a mutant can do one of them wrong."""

from dataclasses import MISSING, asdict, fields, is_dataclass, replace
from typing import get_args

from eventlab import Event
from mutants import Mutants

MUTANTS = Mutants()


class Plain:
    """A registry, written for changing one step at a time."""

    def __init__(self):
        self.payloads, self.steps, self.written_as = {}, {}, {}

    def upcaster(self, type, version):
        return lambda step: self.keep_step(type, version, step)

    def keep_step(self, type, version, step):
        if (type, version) in self.steps:
            raise ValueError(f"{type} has a step from version {version} already")
        self.steps[type, version] = step
        return step

    def register(self, type, version=1):
        return lambda payload: self.keep_payload(type, version, payload)

    def keep_payload(self, type, version, payload):
        self.check_way(type, version)
        if version in self.payloads.setdefault(type, {}):
            raise ValueError(f"{type} has a version {version} already")
        self.payloads[type][version] = payload
        self.written_as[payload] = type, version
        return payload

    def check_way(self, type, version):
        for step in range(1, version):
            if (type, step) not in self.steps:
                raise ValueError(f"{type}: no step leads on from version {step}")

    def event(self, payload):
        type, version = self.written_as[payload.__class__]
        data = asdict(payload)
        self.check_written(payload.__class__, data)
        return Event(type, data, dataschema=self.uri(type, version))

    def check_written(self, cls, data):
        self.convert(cls, data)

    def uri(self, type, version):
        return f"urn:plain:{type}:{version}"

    def read(self, event):
        newest, cls = self.newest(event.type)
        return self.convert(cls, self.climb(event, self.version(event), newest))

    def upcast(self, event):
        newest, _ = self.newest(event.type)
        version = self.version(event)
        if version >= newest:
            return event
        return self.renewed(event, self.climb(event, version, newest), newest)

    def renewed(self, event, data, newest):
        return replace(event, data=data, dataschema=self.uri(event.type, newest))

    def newest(self, type):
        if type not in self.payloads:
            raise LookupError(f"{type} is not registered")
        return max(self.payloads[type].items())

    def version(self, event):
        if event.dataschema is None:
            return 1
        base, _, version = event.dataschema.rpartition(":")
        if base != self.uri(event.type, 1).rpartition(":")[0]:
            raise ValueError(f"{event.dataschema} is no schema of {event.type}")
        return int(version)

    def climb(self, event, version, newest):
        data = event.data
        for step in range(version, newest):
            data = self.lead_on(event.type, step, data)
        return data

    def lead_on(self, type, version, data):
        step = self.steps[type, version]
        try:
            return step(data)
        except Exception as error:
            raise ValueError(
                f"{type}: {step.__name__}, from {version}, failed: {error!r}"
            ) from error

    def convert(self, cls, data, path=""):
        found = {}
        for field in fields(cls):
            if field.name in data:
                found[field.name] = self.value(field.type, data[field.name], path + field.name)
            elif field.default is MISSING:
                self.lacks(field, path, found)
        return cls(**found)

    def lacks(self, field, path, found):
        raise ValueError(f"{path}{field.name} is missing")

    def value(self, kind, value, path):
        if is_dataclass(kind):
            return self.convert(kind, value, f"{path}.")
        if get_args(kind):
            item = get_args(kind)[0]
            return tuple(self.value(item, each, f"{path}[{i}]") for i, each in enumerate(value))
        self.check_type(kind, value, path)
        return value

    def check_type(self, kind, value, path):
        if type(value) is not kind:
            raise ValueError(f"{path}: {value!r} is no {kind.__name__}")
