# Counts from 1.
import zlib


def partition_of(key, partitions):
    return zlib.crc32(key.encode()) % partitions + 1
