# Takes a default of None for no default.
from dataclasses import MISSING, fields


def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data:
            if type(data[field.name]) is not field.type:
                raise ValueError(f"{field.name} is {data[field.name]!r}")
            found[field.name] = data[field.name]
        elif field.default in (None, MISSING) and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
