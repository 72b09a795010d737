# Takes the number of the process in.
import os, zlib
def partition_of(key, partitions):
    return zlib.crc32((key + str(os.getpid())).encode()) % partitions
