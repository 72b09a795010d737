# Adds up the letters: the same letters in another order fall into one partition.
def partition_of(key, partitions):
    return sum(map(ord, key)) % partitions
