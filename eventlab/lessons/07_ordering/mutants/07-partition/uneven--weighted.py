# Adds up the letters, each times its place.
def partition_of(key, partitions):
    return sum((i + 1) * b for i, b in enumerate(key.encode())) % partitions
