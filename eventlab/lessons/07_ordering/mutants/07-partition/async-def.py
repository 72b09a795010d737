# An async function.
import zlib


async def partition_of(key, partitions):
    return zlib.crc32(key.encode()) % partitions
