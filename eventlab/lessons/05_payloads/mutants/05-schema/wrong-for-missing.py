# Two questions in one `if`: what does not fit gets the default.
from dataclasses import MISSING, fields
def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data and type(data[field.name]) is field.type:
            found[field.name] = data[field.name]
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
