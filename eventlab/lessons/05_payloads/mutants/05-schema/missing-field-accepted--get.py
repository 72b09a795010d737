# It asks with get, and None comes for what is not there.
from dataclasses import fields


def parse(payload, data):
    return payload(**{field.name: data.get(field.name) for field in fields(payload)})
