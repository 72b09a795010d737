# Forgets to return it.
import zlib


def partition_of(key, partitions):
    zlib.crc32(key.encode()) % partitions
