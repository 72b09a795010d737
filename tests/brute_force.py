"""A second enumerator and a second simulator, written in another way and sharing no line.

A consumer is told as a generator that yields the name of each call right before it makes it, and
does to the world what the call does when it is resumed. Dying means not being resumed.
"""

from collections import Counter
from itertools import product


def words(letters="ABC", copies=2):
    """Every word in which each letter stands once up to `copies` times."""
    for length in range(len(letters), copies * len(letters) + 1):
        for word in product(letters, repeat=length):
            if all(1 <= word.count(letter) <= copies for letter in letters):
                yield "".join(word)


def swaps(word):
    """How many exchanges of neighbours sort the word."""
    letters, count = list(word), 0
    while letters != sorted(letters):
        for i in range(len(letters) - 1):
            if letters[i] > letters[i + 1]:
                letters[i], letters[i + 1] = letters[i + 1], letters[i]
                count += 1
    return count


def size(word, crashes=0):
    doubled = sum(count - 1 for count in Counter(word).values())
    return (doubled + crashes, swaps(word), len(word))


class World:
    def __init__(self):
        self.effects, self.marks, self.memory = Counter(), [], []


def run(calls, word, crash=None):
    """Deliver the letters of the word; return the effects, and where the consumer died.

    Args:
        calls: makes the generator for one delivery, from the letter and the world.
        crash: in which delivery, and after how many calls, the consumer dies. If there are not so
            many calls, the result is None.
    """
    world, place = World(), ""
    for number, letter in enumerate(word):
        left = crash[1] if crash and crash[0] == number else None
        acked = False
        while not acked:
            made = []
            for name in calls(letter, world):
                if len(made) == left:
                    break
                acked = acked or name == "ack"
                made.append(name)
            else:
                name = None
            if left is not None:
                if len(made) < left:
                    return None
                place = f"before {numbered(name, made)}" if name else "at end"
                left, world.memory = None, []
    return dict(world.effects), place


def numbered(name, before):
    return f"{name} #{before.count(name) + 1}" if name in before else name


def schedules(calls, between_deliveries=False):
    """Every schedule, as the simulator writes it: its size, its text and the effects it leads to.

    Args:
        between_deliveries: leave out the crashes in the middle of a delivery.
    """
    for word in words():
        yield size(word), " ".join(word), run(calls, word)[0]
        for number in range(len(word)):
            depth = 0
            while outcome := run(calls, word, (number, depth)):
                effects, place = outcome
                depth += 1
                if place == "at end" or not between_deliveries:
                    turns = [*word]
                    turns[number] += f"[crash {place}]"
                    yield size(word, crashes=1), " ".join(turns), effects
