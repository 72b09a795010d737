# Counts what is done.
from collections import Counter


def offsets(records, failed):
    return dict(Counter(record.partition for record in records if record not in failed))
