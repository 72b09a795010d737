# Remembers only which partition has stopped last.
def offsets(records, failed):
    found, stopped = {}, None
    for record in records:
        if record in failed:
            stopped = record.partition
        if record.partition != stopped:
            found[record.partition] = record.offset + 1
    return found
