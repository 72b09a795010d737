# Leaves out what is not ASCII.
import zlib


def partition_of(key, partitions):
    return zlib.crc32(key.encode("ascii", "ignore")) % partitions
