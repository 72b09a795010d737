# It walks along the classes and their annotations.
def parse(payload, data):
    kinds = {}
    for cls in reversed(payload.__mro__):
        kinds |= vars(cls).get("__annotations__", {})
    found = {name: data[name] for name in kinds if name in data}
    for name, value in found.items():
        if (type(value), kinds[name]).count(kinds[name]) < 2:
            raise ValueError(name)
    try:
        return payload(**found)
    except TypeError as error:
        raise ValueError(f"{payload.__name__}: {error}") from error
