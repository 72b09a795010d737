# Begins with the first record, which need not be there.
def offsets(records, failed):
    found, stopped = {}, {records[0].partition: False}
    for record in records:
        stopped[record.partition] = stopped.get(record.partition) or record in failed
        if not stopped[record.partition]:
            found[record.partition] = record.offset + 1
    return found
