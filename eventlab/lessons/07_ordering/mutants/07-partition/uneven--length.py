# Takes the length.
def partition_of(key, partitions):
    return len(key) % partitions
