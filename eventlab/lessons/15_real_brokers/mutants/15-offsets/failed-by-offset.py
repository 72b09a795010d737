# Knows a failure by its offset.
def offsets(records, failed):
    bad, found, stopped = [record.offset for record in failed], {}, set()
    for record in records:
        if record.offset in bad:
            stopped.add(record.partition)
        if record.partition not in stopped:
            found[record.partition] = record.offset + 1
    return found
