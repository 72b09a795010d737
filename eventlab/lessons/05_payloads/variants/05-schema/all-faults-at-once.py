# It collects every fault, and tells all of them in one error.
from dataclasses import MISSING, fields


class BadPayload(ValueError):
    pass


def parse(payload, data):
    known = {f.name: f for f in fields(payload)}
    there = {name: data[name] for name in known.keys() & data.keys()}
    faults = [f"{n}={v!r}" for n, v in there.items() if type(v) is not known[n].type]
    for name in known.keys() - there.keys():
        if known[name].default is known[name].default_factory is MISSING:
            faults.append(f"{name} missing")
    if faults:
        raise BadPayload(", ".join(faults))
    return payload(**there)
