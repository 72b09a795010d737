# It puts in the default itself, and a factory is none.
from dataclasses import MISSING, fields


def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data:
            value = data[field.name]
            if type(value) is not field.type:
                raise ValueError(f"{field.name} is {value!r}")
            found[field.name] = value
        elif field.default is not MISSING or field.default_factory is not MISSING:
            found[field.name] = field.default
        else:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
