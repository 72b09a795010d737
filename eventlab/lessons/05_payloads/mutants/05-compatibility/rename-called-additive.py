# As many fields of the same types as before: it is only a name.
from dataclasses import MISSING, fields


def always(field):
    return field.default is MISSING and field.default_factory is MISSING


def can_read(reader, writer):
    written = {field.name: field for field in fields(writer)}
    for field in fields(reader):
        other = written.get(field.name)
        if other and other.type is not field.type:
            return False
        if always(field) and not (other and always(other)):
            return False
    return True


def who_first(old, new):
    if [field.type for field in fields(old)] == [field.type for field in fields(new)]:
        if {field.name for field in fields(old)} != {field.name for field in fields(new)}:
            return "anyone"
    old_reads, new_reads = can_read(old, new), can_read(new, old)
    if old_reads and new_reads:
        return "anyone"
    return "writers" if old_reads else "readers" if new_reads else "nobody"
