# Goes on as long as the next offset is the one that it waits for.
def offsets(records, failed):
    found, stopped = {}, set()
    for record in records:
        if record in failed or record.offset != found.get(record.partition, record.offset):
            stopped.add(record.partition)
        if record.partition not in stopped:
            found[record.partition] = record.offset + 1
    return found
