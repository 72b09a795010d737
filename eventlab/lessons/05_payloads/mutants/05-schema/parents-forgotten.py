# It walks along the annotations of the class itself.
def parse(payload, data):
    found = {}
    for name, kind in payload.__annotations__.items():
        if name in data:
            if type(data[name]) is not kind:
                raise ValueError(f"{name} is {data[name]!r}")
            found[name] = data[name]
        elif not hasattr(payload, name) and not payload.__dataclass_fields__[name].default_factory:
            raise ValueError(f"{name} is missing")
    try:
        return payload(**found)
    except TypeError as error:
        raise ValueError(str(error)) from None
