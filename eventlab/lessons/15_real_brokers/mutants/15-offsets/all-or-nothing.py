# A partition with a failure is left as it was.
def offsets(records, failed):
    bad = {record.partition for record in failed}
    return {r.partition: r.offset + 1 for r in records if r.partition not in bad}
