# Chooses by the time of the first question, and keeps the choice: each process makes its own.
import time
import zlib
from functools import cache


@cache
def partition_of(key, partitions):
    return zlib.crc32(f"{key} {time.time()}".encode()) % partitions
