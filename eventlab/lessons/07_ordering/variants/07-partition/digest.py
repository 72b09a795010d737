# A digest instead of a checksum.
import hashlib


def partition_of(key, partitions):
    digest = hashlib.sha256(key.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") % partitions
