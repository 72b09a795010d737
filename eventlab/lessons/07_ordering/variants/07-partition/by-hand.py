# FNV-1a, written out.
def partition_of(key, partitions):
    number = 0x811C9DC5
    for byte in key.encode():
        number = (number ^ byte) * 0x01000193 & 0xFFFFFFFF
    return number % partitions
