# Another partition each hour.
import time, zlib
def partition_of(key, partitions):
    return zlib.crc32((key + str(int(time.time()) // 3600)).encode()) % partitions
