# It hands all of the data to the class.
from dataclasses import MISSING, fields


def parse(payload, data):
    for field in fields(payload):
        if field.name not in data:
            if field.default is MISSING and field.default_factory is MISSING:
                raise ValueError(f"{field.name} is missing")
        elif type(data[field.name]) is not field.type:
            raise ValueError(f"{field.name} is {data[field.name]!r}")
    return payload(**data)
