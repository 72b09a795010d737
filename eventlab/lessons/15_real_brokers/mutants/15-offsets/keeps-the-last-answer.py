# Makes its dict once, for all calls.
def offsets(records, failed, found={}):
    stopped = set()
    for record in records:
        if record in failed:
            stopped.add(record.partition)
        if record.partition not in stopped:
            found[record.partition] = record.offset + 1
    return found
