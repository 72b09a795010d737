# The same, called as a method.
def partition_of(key, partitions):
    return key.__hash__() % partitions
