# It hands the values over as they stand in the data.
from dataclasses import fields


def parse(payload, data):
    for field, value in zip(fields(payload), data.values()):
        if type(value) is not field.type:
            raise ValueError(f"{field.name} is {value!r}")
    return payload(*data.values())
