# One place for the whole log.
def offsets(records, failed):
    highest = max((record.offset + 1 for record in records), default=0)
    return {record.partition: highest for record in records}
