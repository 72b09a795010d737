# Scales the checksum instead of dividing it.
import zlib


def partition_of(key, partitions):
    return zlib.crc32(key.encode("utf-16")) * partitions >> 32
