# Calls each factory once, and keeps what it made for all payloads.
from dataclasses import MISSING, fields
from functools import cache


@cache
def default_of(field):
    return field.default if field.default_factory is MISSING else field.default_factory()


def parse(payload, data):
    found = {}
    for field in fields(payload):
        found[field.name] = data[field.name] if field.name in data else default_of(field)
        if found[field.name] is MISSING:
            raise ValueError(f"{field.name} is missing")
        if field.name in data and type(data[field.name]) is not field.type:
            raise ValueError(f"{field.name} is {data[field.name]!r}")
    return payload(**found)
