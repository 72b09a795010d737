# Knows only the letters of English.
import zlib


def partition_of(key, partitions):
    return zlib.crc32(key.encode("ascii")) % partitions
