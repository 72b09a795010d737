# A generator that is seeded with the key: the same text gives the same numbers everywhere.
import random


def partition_of(key, partitions):
    return random.Random(key).randrange(partitions)
