# Prints what it should return.
def offsets(records, failed):
    found, stopped = {}, set()
    for record in records:
        if record in failed:
            stopped.add(record.partition)
        if record.partition not in stopped:
            found[record.partition] = record.offset + 1
    print(found)
