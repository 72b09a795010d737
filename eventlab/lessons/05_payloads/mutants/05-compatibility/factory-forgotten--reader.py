# Of the reader's fields it asks for the default alone, of the writer's for the factory as well.
from dataclasses import MISSING, fields


def is_required(field):
    return field.default is MISSING and field.default_factory is MISSING


def can_read(reader, writer):
    written = {field.name: field for field in fields(writer)}
    for field in fields(reader):
        other = written.get(field.name)
        if other is None:
            if is_required(field):
                return False
        elif other.type is not field.type or field.default is MISSING and not is_required(other):
            return False
    return True


def who_first(old, new):
    words = {(1, 1): "anyone", (1, 0): "writers", (0, 1): "readers", (0, 0): "nobody"}
    return words[can_read(old, new), can_read(new, old)]
