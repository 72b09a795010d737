# Knows a partition by the last two digits of its number.
def offsets(records, failed):
    limit = {}
    for record in failed:
        place = record.partition % 100
        limit[place] = min(record.offset, limit.get(place, record.offset))
    done = [r for r in records if r.offset < limit.get(r.partition % 100, r.offset + 1)]
    return {
        p: max(r.offset + 1 for r in done if r.partition == p) for p in {r.partition for r in done}
    }
