# One function for one field, and a comprehension for all.
from dataclasses import MISSING, fields


def parse(payload, data):
    values = {field.name: value_of(field, data) for field in fields(payload)}
    return payload(**values)


def value_of(field, data):
    if field.name not in data:
        return default_of(field)
    value = data[field.name]
    if value.__class__ != field.type:
        raise ValueError(f"{field.name}: {value!r} instead of {field.type.__name__}")
    return value


def default_of(field):
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    raise ValueError(f"where is {field.name}?")
