# The error lists every field of the class.
from dataclasses import MISSING, fields
def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data:
            value = data[field.name]
            if type(value) is not field.type:
                raise ValueError(f"one of {[f.name for f in fields(payload)]} is wrong")
            found[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"one of {[f.name for f in fields(payload)]} is missing")
    return payload(**found)
