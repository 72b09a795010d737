# A zero where a number must be is refused as missing.
from dataclasses import MISSING, fields


def parse(payload, data):
    found = {}
    for field in fields(payload):
        if data.get(field.name) or field.name in data and field.default is not MISSING:
            value = data[field.name]
            if type(value) is not field.type:
                raise ValueError(f"{field.name} is {value!r}")
            found[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
