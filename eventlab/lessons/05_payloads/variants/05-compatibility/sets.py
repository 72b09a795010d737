# Sets of names: what must be there, what is there, what is of one type.
from dataclasses import MISSING, fields


def who_first(old, new):
    kinds = [{f.name: f.type for f in fields(cls)} for cls in (old, new)]
    needs = [{f.name for f in fields(cls) if not has_default(f)} for cls in (old, new)]
    if any(kinds[0][name] is not kinds[1][name] for name in kinds[0].keys() & kinds[1].keys()):
        return "nobody"
    if needs[0] == needs[1]:
        return "anyone"
    if needs[0] < needs[1]:
        return "writers"
    return "readers" if needs[0] > needs[1] else "nobody"


def has_default(field):
    try:
        return field.default is not MISSING or callable(field.default_factory)
    except AttributeError:
        return False
