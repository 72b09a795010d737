# The same, in a default argument.
def partition_of(key, partitions, known=[]):  # noqa: B006
    if key not in known:
        known.append(key)
    return known.index(key) % partitions
