# Yields pairs instead of returning a dict.
def offsets(records, failed):
    stopped = set()
    for record in records:
        if record in failed:
            stopped.add(record.partition)
        if record.partition not in stopped:
            yield record.partition, record.offset + 1
