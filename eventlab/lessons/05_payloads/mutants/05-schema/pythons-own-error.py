# The class itself finds that something is missing, with a TypeError.
from dataclasses import MISSING, fields


def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data:
            value = data[field.name]
            if type(value) is not field.type:
                raise ValueError(f"{field.name} is {value!r}")
            found[field.name] = value
    return payload(**found)
