# Takes the first byte of a digest: 256 partitions at most.
import hashlib
def partition_of(key, partitions):
    return hashlib.sha256(key.encode()).digest()[0] % partitions
