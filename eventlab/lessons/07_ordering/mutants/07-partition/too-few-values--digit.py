# Takes one digit of a digest.
import hashlib
def partition_of(key, partitions):
    return int(hashlib.md5(key.encode()).hexdigest()[0], 16) % partitions
