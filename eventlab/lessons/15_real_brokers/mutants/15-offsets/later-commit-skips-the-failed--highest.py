# Takes the highest offset that has succeeded.
def offsets(records, failed):
    found = {}
    for record in records:
        if record not in failed:
            found[record.partition] = max(found.get(record.partition, 0), record.offset + 1)
    return found
