# Draws one.
import random

chance = random.Random(7)


def partition_of(key, partitions):
    return chance.randrange(partitions)
