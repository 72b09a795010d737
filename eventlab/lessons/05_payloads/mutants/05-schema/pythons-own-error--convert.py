# It tries whether the value is the same after a conversion.
from dataclasses import MISSING, fields


def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data:
            value = data[field.name]
            if isinstance(value, bool) != (field.type is bool) or field.type(value) != value:
                raise ValueError(f"{field.name} is {value!r}")
            found[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
