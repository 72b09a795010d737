# Takes the last letter.
def partition_of(key, partitions):
    return ord(key[-1]) % partitions
