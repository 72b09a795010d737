# Of each partition it remembers the failure that was told last.
def offsets(records, failed):
    bad = {record.partition: record.offset for record in sorted(failed, key=lambda r: r.offset)}
    found = {}
    for record in records:
        if record.offset < bad.get(record.partition, record.offset + 1):
            found[record.partition] = record.offset + 1
    return found
