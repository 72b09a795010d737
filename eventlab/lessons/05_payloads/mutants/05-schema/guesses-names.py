# Capital letters do not count in the names.
from dataclasses import MISSING, fields
def parse(payload, data):
    found = {}
    data = {k.lower(): v for k, v in data.items()}
    for field in fields(payload):
        if field.name in data:
            value = data[field.name]
            if type(value) is not field.type:
                raise ValueError(f"{field.name} is {value!r}")
            found[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
