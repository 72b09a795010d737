# It writes events as the one class may, and reads them as the other would.
from dataclasses import MISSING, fields
from itertools import product


def optional(field):
    return not (field.default is MISSING and field.default_factory is MISSING)


def events(cls):
    choices = [[True, False] if optional(field) else [True] for field in fields(cls)]
    for there in product(*choices):
        yield {f.name: f.type for f, written in zip(fields(cls), there) if written}


def reads(cls, event):
    return all(event[f.name] == f.type if f.name in event else optional(f) for f in fields(cls))


def who_first(old, new):
    verdict = all(reads(old, e) for e in events(new)), all(reads(new, e) for e in events(old))
    return {
        (True, True): "anyone",
        (True, False): "writers",
        (False, True): "readers",
        (False, False): "nobody",
    }[verdict]
