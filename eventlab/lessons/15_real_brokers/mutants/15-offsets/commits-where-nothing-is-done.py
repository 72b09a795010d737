# Every partition is in the dict, also with the place where it stands anyway.
def offsets(records, failed):
    found, stopped = {}, set()
    for record in records:
        found.setdefault(record.partition, record.offset)
        if record in failed:
            stopped.add(record.partition)
        if record.partition not in stopped:
            found[record.partition] = record.offset + 1
    return found
