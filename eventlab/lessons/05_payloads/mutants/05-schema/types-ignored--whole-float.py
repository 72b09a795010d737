# A whole number goes for a float.
from dataclasses import MISSING, fields
def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data:
            value = data[field.name]
            if type(value) is not field.type and not (field.type is float and type(value) is int):
                raise ValueError(f"{field.name} is {value!r}")
            found[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
