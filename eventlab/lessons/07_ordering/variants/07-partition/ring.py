# Consistent hashing: points on a ring, which is computed once for each number of partitions.
import bisect
import hashlib
from functools import lru_cache


def point(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


@lru_cache
def ring(partitions):
    return sorted((point(f"{n}/{copy}"), n) for n in range(partitions) for copy in range(200))


def partition_of(key, partitions):
    points = ring(partitions)
    place = bisect.bisect(points, (point(key), 0)) % len(points)
    return points[place][1]
