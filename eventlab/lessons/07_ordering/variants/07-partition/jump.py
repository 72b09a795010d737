# Jump consistent hash (Lamping and Veach, 2014): with one more partition few keys move.
import hashlib


def partition_of(key, partitions):
    h = int.from_bytes(hashlib.sha1(key.encode()).digest()[:8], "big")
    b, j = -1, 0
    while j < partitions:
        b = j
        h = (h * 2862933555777941757 + 1) & (2**64 - 1)
        j = int((b + 1) * (float(1 << 31) / ((h >> 33) + 1)))
    return b
