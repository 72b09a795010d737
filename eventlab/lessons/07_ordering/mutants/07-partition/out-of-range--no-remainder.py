# Forgets the remainder.
import zlib


def partition_of(key, partitions):
    return zlib.crc32(key.encode())
