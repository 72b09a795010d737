# Takes the last eight letters of the key.
import hashlib


def partition_of(key, partitions):
    digest = hashlib.sha256(key[-8:].encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") % partitions
