# Rendezvous hashing: the partition that scores highest with the key; few keys move with one more.
import hashlib


class Partitioner:
    def __call__(self, key, partitions):
        return max(range(partitions), key=lambda number: self.score(key, number))

    def score(self, key, number):
        return hashlib.blake2b(f"{number} {key}".encode()).digest()


partition_of = Partitioner()
