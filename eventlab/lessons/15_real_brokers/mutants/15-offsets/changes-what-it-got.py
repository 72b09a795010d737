# Takes the failures out of the caller's list as it meets them.
def offsets(records, failed):
    found, stopped = {}, set()
    for record in records:
        if record in failed:
            failed.remove(record)
            stopped.add(record.partition)
        if record.partition not in stopped:
            found[record.partition] = record.offset + 1
    return found
