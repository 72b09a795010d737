# It makes the instance first, and looks at what has become of it.
from dataclasses import fields


def parse(payload, data):
    names = [f.name for f in fields(payload)]
    try:
        made = payload(**{n: data[n] for n in names if n in data})
    except TypeError as error:
        raise ValueError(str(error)) from None
    for f in fields(payload):
        if f.name in data and type(getattr(made, f.name)) is not f.type:
            raise ValueError(f"{f.name}: want {f.type}, got {getattr(made, f.name)!r} in {data}")
    return made
