"""What is tried on `partition_of(key, partitions)`: its range, its spread, and other processes."""

import os
import platform
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, permutations, product
from typing import Any

from eventlab.course.alike import alike
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.salting import HASH, salted
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, show, step, stub_in
from eventlab.sim.memory import Memory

from . import mistakes as m

partition = Task("07-partition", "partition_of")

FORMS = ("ada", "Zoë", "order 7", "7", "注文-7", "x" * 300)
KEYS = 400
LONG = "that share their first 300 letters"
ALIKE: dict[str, list[str]] = {
    "order-0 to order-399": [f"order-{n}" for n in range(KEYS)],
    "0@shop to 399@shop": [f"{n}@shop" for n in range(KEYS)],
    "oslo-order-0-of-2026 and so on": alike("order", KEYS),
    "abcdef and the same letters in other orders": [
        "".join(letters) for letters in islice(permutations("abcdef"), KEYS)
    ],
    "aaaaaaaaa to AAaaaAAAA": ["".join(case) for case in islice(product("aA", repeat=9), KEYS)],
    LONG: ["https://shop.example/" + "orders/" * 40 + str(n) for n in range(KEYS)],
    "一 to 侏, one sign each": [chr(0x4E00 + n) for n in range(KEYS)],
}


@partition.shape
def a_function(partition_of: Any) -> None:
    """You hand in a function that takes the key and the number of partitions."""
    is_function(partition_of, "partition_of(key, partitions)")


@partition.behaviour
def in_range(partition_of: Any) -> None:
    """The partition is a whole number from 0 on, below the number of partitions."""
    for partitions in (4, 5, 1, 16):
        for number in range(40):
            key = f"order-{number}"
            found = partition_of(key, partitions)
            whole = isinstance(found, int) and not isinstance(found, bool)
            if whole and 0 <= found < partitions:
                continue
            step(f"partition_of({key!r}, {partitions}) returns {show(found)}")
            wanted = f"a whole number from 0 to {partitions - 1}"
            raise Failure(wanted, show(found), m.OUT_OF_RANGE if whole else m.NOT_WHOLE)


@partition.behaviour
def same_again(partition_of: Any) -> None:
    """The same key has the same partition in every call."""
    keys = [f"order-{number}" for number in range(20)]
    first = [partition_of(key, 16) for key in keys]
    again = [partition_of("".join(list(key)), 16) for key in keys]  # equal, and another object
    _agree(keys, first, again, "the next time", m.CHANGES)


@partition.edge
def any_text(partition_of: Any) -> None:
    """Any text is a key: a name, one with an accent, a long one."""
    for key in FORMS:
        try:
            partition_of(key, 4)
        except Exception as error:
            if stub_in(error):
                raise
            step(f"partition_of({show(key, 30)}, 4)")
            raise Failure("a partition", describe(error), m.NEEDS_DIGITS) from None


@partition.edge
def spread(partition_of: Any) -> None:
    """Keys are spread evenly over the partitions, also those that look alike."""
    for name, keys in ALIKE.items():
        for partitions in (4, 5, 7):
            found = Counter(partition_of(key, partitions) for key in keys)
            counts = [found[number] for number in range(partitions)]
            if min(counts) * partitions * 2 < len(keys):
                step(f"partition_of(key, {partitions}) for each of the keys {name}")
                least = len(keys) // partitions // 2
                shown = ", ".join(map(str, counts))
                raise Failure(f"at least {least} in each partition", shown, m.UNEVEN)


@partition.edge
def many_partitions(partition_of: Any) -> None:
    """However many partitions there are, none is left without its keys."""
    partitions, keys = 260, 3_900  # more than a byte can tell apart, and 15 keys for each
    step("partition_of(key, 260) for each of the keys order-0 to order-3899")
    found = {partition_of(f"order-{n}", partitions) for n in range(keys)}
    if empty := set(range(partitions)) - found:
        happened = f"{len(empty)} of 260 partitions have none"
        raise Failure("no partition without a key", happened, m.FEW_VALUES)


@partition.fault
def on_every_machine(partition_of: Any) -> None:
    """Neither the machine, nor the number of the process, nor the time makes a difference."""
    keys = [f"order-{number}" for number in range(20)]
    processes = Memory(partition_of)
    found = []
    for place in (1, 2):
        function = processes.load()
        with _elsewhere(place):
            found.append([function(key, 16) for key in keys])
    _agree(keys, *found, "on another machine, some days later", m.OF_ONE_PLACE)


@partition.fault
def in_every_process(partition_of: Any) -> None:
    """A second process finds the same partition for the same key."""
    keys = [f"order-{number}" for number in range(20)]
    processes = Memory(partition_of)
    for Text in (str, _Salted):  # hash(key), and key.__hash__()
        found = []
        for salt in ("one", "other"):
            function = processes.load()
            with salted(salt):
                found.append([function(Text(key), 16) for key in keys])
        _agree(keys, *found, "in another process", HASH)


@partition.fault
def whatever_came_before(partition_of: Any) -> None:
    """It makes no difference which other keys a process has been asked for before."""
    keys = [f"order-{number}" for number in range(20)]
    processes = Memory(partition_of)
    one, other = processes.load(), processes.load()
    forwards = [one(key, 16) for key in keys]
    backwards = [other(key, 16) for key in reversed(keys)][::-1]
    _agree(keys, forwards, backwards, "where they came in the reverse order", m.REMEMBERS)


def _agree(keys: list[str], first: list[Any], second: list[Any], when: str, known: Mistake) -> None:
    for key, one, other in zip(keys, first, second, strict=True):
        if one != other:
            step(f"partition_of({key!r}, 16) returns {show(one)}")
            step(f"partition_of({key!r}, 16) returns {show(other)} {when}")
            raise Failure("the same partition both times", f"{show(one)}, {show(other)}", known)


class _Salted(str):
    """A key whose own method for its hash is salted as well."""

    def __hash__(self) -> int:
        return hash((str(self), "of the key"))


@contextmanager
def _elsewhere(place: int) -> Iterator[None]:
    """Let process, machine and time be others, the same each time."""
    asked: list[tuple[Any, str, Any]] = [
        (os, "getpid", 1000 + place),
        (socket, "gethostname", f"machine-{place}"),
        (platform, "node", f"machine-{place}"),
        (time, "time", 1e6 * place),
    ]
    own = [getattr(module, name) for module, name, _ in asked]
    for module, name, value in asked:
        setattr(module, name, lambda value=value: value)
    try:
        yield
    finally:
        for (module, name, _), function in zip(asked, own, strict=True):
            setattr(module, name, function)
