# Counts on from the first offset.
def offsets(records, failed):
    found, stopped = {}, set()
    for record in records:
        if record in failed:
            stopped.add(record.partition)
        if record.partition not in stopped:
            found[record.partition] = found.get(record.partition, record.offset) + 1
    return found
