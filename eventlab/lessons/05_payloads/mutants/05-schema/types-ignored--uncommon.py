# Only the three types that everybody thinks of are looked at.
from dataclasses import MISSING, fields
def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data:
            value = data[field.name]
            if field.type in (int, str, bool) and type(value) is not field.type:
                raise ValueError(f"{field.name} is {value!r}")
            found[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
