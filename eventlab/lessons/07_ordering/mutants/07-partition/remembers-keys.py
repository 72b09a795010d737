# Gives each new key the next partition, and remembers it.
places = {}


def partition_of(key, partitions):
    return places.setdefault(key, len(places)) % partitions
