# Many changes at once count as breaking.
from dataclasses import MISSING, fields
def is_required(field):
    return field.default is MISSING and field.default_factory is MISSING
def can_read(reader, writer):
    written = {field.name: field for field in fields(writer)}
    for field in fields(reader):
        other = written.get(field.name)
        if other and other.type is not field.type:
            return False
        always_written = other is not None and is_required(other)
        if is_required(field) and not always_written:
            return False
    return True
def who_first(old, new):
    if abs(len(fields(old)) - len(fields(new))) > 2:
        return "nobody"
    old_reads, new_reads = can_read(old, new), can_read(new, old)
    if old_reads and new_reads:
        return "anyone"
    return "writers" if old_reads else "readers" if new_reads else "nobody"
