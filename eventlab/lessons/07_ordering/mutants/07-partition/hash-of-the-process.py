# Python's own hash.
def partition_of(key, partitions):
    return hash(key) % partitions
