# The same, of the key's bytes in a tuple.
def partition_of(key, partitions):
    return abs(hash((key.encode(), "salt"))) % partitions
