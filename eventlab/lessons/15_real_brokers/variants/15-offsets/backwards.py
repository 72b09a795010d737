# Walks backwards: each failure forgets what was found behind it.
def offsets(records, failed):
    best = {}
    for record in reversed(records):
        if any(record is bad for bad in failed):
            best.pop(record.partition, None)
        else:
            best.setdefault(record.partition, record.offset + 1)
    return best
