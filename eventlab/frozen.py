"""Frozen JSON: values that JSON has a form for, in a form that cannot change.

Guarantee: what `freeze` returns can be hashed, shared between threads and written as JSON; nothing
that is reachable from it can change, and nobody else holds a part of it that could.
"""

import math
from collections.abc import Mapping
from typing import Any, NoReturn, Self

DEEPEST = 100  # levels of nesting: a list that contains itself has no end
LONGEST = 14_000  # bits of an int: Python prints up to 4,300 digits, and other readers fewer


class FrozenDict(dict[str, Any]):
    """A dict that refuses every change and can be hashed. `freeze` makes it.

    It stays a dict, so that `==`, `**`, pattern matching and JSON encoders treat it as one.
    """

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("an event's data cannot change: publish a new event instead")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, Any]]]:
        return type(self), (dict(self),)


NOTHING = FrozenDict()


def freeze(value: Any, where: str, depth: int = 0) -> Any:
    """Copy JSON-like `value` into a form that cannot change: lists become tuples.

    An enum or another subclass of str, int or float becomes the plain value that it stands for.

    Args:
        value: what to copy.
        where: what to call it in an error ("data").
        depth: how many levels `value` lies below the one that the caller froze.

    Raises:
        TypeError: a value that JSON has no form for; the message names its place.
        ValueError: NaN, an infinity, an int of more than 4,000 digits, text that UTF-8 cannot
            carry, or more than 100 levels; the message names its place.
    """
    kind = type(value)
    if kind is str:
        return value if value.isascii() else carried(value, where)
    if kind is bool or value is None or kind is FrozenDict:
        return value
    if kind is int:
        if value.bit_length() > LONGEST:
            raise ValueError(f"{where} has more than 4,000 digits")
        return value
    if kind is float:
        if not math.isfinite(value):
            raise ValueError(f"{where} is {value}, which JSON cannot carry")
        return value
    if depth == DEEPEST:
        raise ValueError(f"{where[:60]}... lies over {DEEPEST} levels deep, or contains itself")
    if kind is dict or isinstance(value, Mapping):
        return FrozenDict(
            {
                _key(key, where): freeze(item, f"{where}.{key}", depth + 1)
                for key, item in value.items()
            }
        )
    if isinstance(value, (list, tuple)):
        return tuple([freeze(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(value)])
    for base, plain in _PLAIN.items():
        if isinstance(value, base):
            return freeze(plain(value), where)
    raise TypeError(f"{where} is a {kind.__name__}, which JSON has no form for")


# How a subclass gives its plain value; str(x) and the like may be overridden, as enums do.
_PLAIN: dict[type, Any] = {str: str.__str__, int: int.__int__, float: float.__float__}


def _key(key: Any, where: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{where} has the key {key!r}; in JSON every key is text")
    if type(key) is not str:
        key = str.__str__(key)
    return key if key.isascii() else carried(key, f"a key of {where}")


def adopt(decoded: Any, depth: int = 0) -> Any:
    """Freeze what a JSON decoder has just made, without a copy: its values are sound.

    Raises:
        ValueError: more than 100 levels of nesting.
    """
    kind = type(decoded)
    if kind is dict or kind is list:
        if depth == DEEPEST:
            raise ValueError(f"data is nested more than {DEEPEST} levels deep")
        items = decoded.items() if kind is dict else enumerate(decoded)
        for place, item in items:
            if type(item) in _NESTING:
                decoded[place] = adopt(item, depth + 1)
        return FrozenDict(decoded) if kind is dict else tuple(decoded)
    return decoded


_NESTING = frozenset({dict, list})


def carried(text: str, where: str) -> str:
    """Return `text`, or refuse what UTF-8 cannot carry.

    Raises:
        ValueError: half a surrogate pair; the message begins with `where`.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{where} holds half a character (a lone surrogate)") from None
    return text


def require_text(name: str, value: Any) -> str:
    """Return `value` as plain text; refuse what is not text, is empty, or UTF-8 cannot carry.

    Raises:
        TypeError: not text; the message begins with `name`.
        ValueError: empty, or half a surrogate pair; the message begins with `name`.
    """
    if type(value) is not str:
        if not isinstance(value, str):
            raise TypeError(f"{name} is a {type(value).__name__}, not text")
        value = str.__str__(value)
    if not value:
        raise ValueError(f"{name} is empty")
    return value if value.isascii() else carried(value, name)
