# Stops at the first failure, wherever it is.
def offsets(records, failed):
    found = {}
    for record in records:
        if record in failed:
            break
        found[record.partition] = record.offset + 1
    return found
