# Takes a checksum that is no more than two sums.
import zlib
def partition_of(key, partitions):
    return zlib.adler32(key.encode()) % partitions
