# Every partition is in the dict, with None where nothing is done.
def offsets(records, failed):
    found = {record.partition: None for record in records}
    stopped = set()
    for record in records:
        if record in failed:
            stopped.add(record.partition)
        if record.partition not in stopped:
            found[record.partition] = record.offset + 1
    return found
