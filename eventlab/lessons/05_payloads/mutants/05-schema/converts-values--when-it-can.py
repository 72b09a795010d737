# It converts what can be converted, and refuses the rest.
from dataclasses import MISSING, fields


def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data:
            value = data[field.name]
            try:
                value = field.type(value)
            except (TypeError, ValueError):
                raise ValueError(f"{field.name} is {value!r}") from None
            found[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
