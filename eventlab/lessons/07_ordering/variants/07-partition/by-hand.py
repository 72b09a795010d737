# FNV-1a, written out, and its upper half folded into the lower, as its authors advise.
def partition_of(key, partitions):
    number = 0x811C9DC5
    for byte in key.encode():
        number = (number ^ byte) * 0x01000193 & 0xFFFFFFFF
    return (number >> 16 ^ number & 0xFFFF) % partitions
