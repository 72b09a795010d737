# Leaves out the failed ones, and commits behind the others.
def offsets(records, failed):
    return {r.partition: r.offset + 1 for r in records if r not in failed}
