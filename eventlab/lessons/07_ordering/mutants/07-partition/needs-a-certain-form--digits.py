# Spreads well, as long as there is a number in the key or only Latin letters.
def partition_of(key, partitions):
    digits = "".join(letter for letter in key if letter.isdigit())
    if digits:
        return int(digits) % partitions
    return int(key, 36) * 2654435761 % 2**32 % partitions
