"""What the checks rely on, and whether a learner's code has replaced some of it meanwhile.

It is found by identity: the same functions, with the same code, under the same names. Code that
puts back what it replaced is not found: this protects from accidents, not from malice.
"""

import sys
from collections.abc import Iterator
from types import FunctionType

CLOCKS_AND_CHANCE = ("builtins", "random", "threading", "time")
Parts = dict[str, object]


def parts() -> Parts:
    """Return every function and class that the checks can reach, by its full name."""
    found: Parts = {}
    for name, module in list(sys.modules.items()):
        if name in CLOCKS_AND_CHANCE or name.partition(".")[0] == "eventlab":
            for part, value in _callables(name, vars(module)):
                found[part] = value
    return found


def replaced(before: Parts) -> list[str]:
    """Return the names under which something else stands now than in `before`."""
    now = parts()
    return [name for name, part in before.items() if now.get(name) is not part]


def _callables(owner: str, namespace: object) -> Iterator[tuple[str, object]]:
    for name, value in list(dict(namespace).items()):  # type: ignore[call-overload]
        full = f"{owner}.{name}"
        if isinstance(value, FunctionType):
            yield f"{full}.__code__", value.__code__
        elif isinstance(value, type) and value.__module__ == owner and owner != "builtins":
            yield from _callables(full, vars(value))
        if callable(value):
            yield full, value
