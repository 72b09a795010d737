# It looks for every field in the data, and Python says what is not there.
from dataclasses import fields


def parse(payload, data):
    return payload(**{field.name: data[field.name] for field in fields(payload)})
