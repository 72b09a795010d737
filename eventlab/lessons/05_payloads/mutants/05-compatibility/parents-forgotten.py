# Reads the annotations of the class itself, where those of its parent are not.
from dataclasses import MISSING, fields


def is_required(field):
    return field.default is MISSING and field.default_factory is MISSING


def can_read(reader, writer):
    own = writer.__annotations__
    written = {field.name: field for field in fields(writer) if field.name in own}
    for field in fields(reader):
        other = written.get(field.name)
        if other and other.type is not field.type:
            return False
        if is_required(field) and not (other and is_required(other)):
            return False
    return True


def who_first(old, new):
    words = {(1, 1): "anyone", (1, 0): "writers", (0, 1): "readers", (0, 0): "nobody"}
    return words[can_read(old, new), can_read(new, old)]
