# One expression: the highest offset that lies before every failure of its partition.
def offsets(records, failed):
    limit = {}
    for record in failed:
        limit[record.partition] = min(record.offset, limit.get(record.partition, record.offset))
    done = [r for r in records if r.offset < limit.get(r.partition, r.offset + 1)]
    return {
        p: max(r.offset + 1 for r in done if r.partition == p) for p in {r.partition for r in done}
    }
