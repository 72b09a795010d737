# Sorts by partition first, and looks for the first failure of each.
from itertools import groupby, takewhile


def offsets(records, failed):
    found = {}
    by_place = sorted(records, key=lambda record: (record.partition, record.offset))
    for partition, group in groupby(by_place, key=lambda record: record.partition):
        done = list(takewhile(lambda record: record not in failed, group))
        if done:
            found[partition] = done[-1].offset + 1
    return found
