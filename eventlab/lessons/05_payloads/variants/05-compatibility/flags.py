# One walk along all names, with a flag for each side.
from dataclasses import MISSING, fields


def who_first(old, new):
    o = {f.name: (f.type, f.default is MISSING is f.default_factory) for f in fields(old)}
    n = {f.name: (f.type, f.default is MISSING is f.default_factory) for f in fields(new)}
    writers = readers = True
    for name in {*o, *n}:
        a, b = o.get(name), n.get(name)
        if a and b and a[0] != b[0]:
            return "nobody"
        need_old, need_new = bool(a and a[1]), bool(b and b[1])
        if need_old and not need_new:
            writers = False
        if need_new and not need_old:
            readers = False
    return ["nobody", "readers", "writers", "anyone"][2 * writers + readers]
