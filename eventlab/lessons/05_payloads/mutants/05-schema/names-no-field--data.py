# The error shows all of the data, and who reads it has to search.
from dataclasses import MISSING, fields
def parse(payload, data):
    found = {}
    for field in fields(payload):
        if field.name in data:
            value = data[field.name]
            if type(value) is not field.type:
                raise ValueError(f"wrong type in {dict(data)}")
            found[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
