# Looks at the type of every value, also at that of a default.
from dataclasses import MISSING, fields


def parse(payload, data):
    found = {}
    for field in fields(payload):
        value = data.get(field.name, field.default)
        if value is MISSING and field.default_factory is not MISSING:
            value = field.default_factory()
        if type(value) is not field.type:
            raise ValueError(f"{field.name} is {value!r}")
        found[field.name] = value
    return payload(**found)
