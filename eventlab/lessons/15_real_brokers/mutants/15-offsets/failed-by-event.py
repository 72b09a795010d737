# Knows a failure by its event.
def offsets(records, failed):
    bad, found, stopped = [record.event for record in failed], {}, set()
    for record in records:
        if record.event in bad:
            stopped.add(record.partition)
        if record.partition not in stopped:
            found[record.partition] = record.offset + 1
    return found
