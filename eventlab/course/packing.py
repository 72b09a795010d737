"""Packing what a learner wrote, so that it can be taken to another process."""

import dataclasses
import inspect
import io
import linecache
import sys
from collections.abc import Iterator
from typing import Any

import cloudpickle  # type: ignore[import-untyped]

from eventlab.course.telling import describe
from eventlab.sim.memory import is_cached, with_cache

MOST = 16 * 2**20  # bytes that a submission may have, with all that it refers to
DEPTH = 5  # steps from what was handed in to what is named as the culprit


class CannotPack(ValueError):
    """Something cannot be taken to another process; the message names it."""


def pack(thing: object) -> bytes:
    """Pickle a class or function by value, with what it refers to.

    Raises:
        CannotPack: something in it has no form outside this process, or it is too large.
    """
    parcel = _Parcel()
    try:
        _Pickler(parcel).dump(thing)
    except CannotPack:
        name, part = _culprit("it", thing)
        kind = type(part).__name__
        raise CannotPack(f"{name}, a {kind}, is larger than {MOST // 2**20} MB") from None
    except Exception as error:
        name, part = _culprit("it", thing)
        reason = describe(error)
        raise CannotPack(f"{name}, a {type(part).__name__}, cannot be copied: {reason}") from None
    return parcel.getvalue()


def sources_in(parcel: bytes) -> dict[str, list[str]]:
    """Return the text of the notebook's cells that the packed code came from, by file name."""
    return {
        name: list(entry[2])
        for name, entry in linecache.cache.items()
        if len(entry) == 4 and entry[1] is None and name.encode() in parcel
    }


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]
    def reducer_override(self, obj: Any) -> Any:
        """Send by name what is known there: `MISSING`, and `exit`, which holds all of IPython."""
        if obj is dataclasses.MISSING:  # `field.default is MISSING` must hold there, too
            return getattr, (dataclasses, "MISSING")
        autocall = sys.modules.get("IPython.core.autocall")
        if autocall and isinstance(obj, autocall.ExitAutocall):
            return getattr, (sys, "exit")
        if is_cached(obj):
            return with_cache, (obj.__wrapped__, obj.cache_parameters())
        return super().reducer_override(obj)


class _Parcel(io.BytesIO):
    def write(self, data: Any) -> int:
        if self.tell() + memoryview(data).nbytes > MOST:
            raise CannotPack
        return super().write(data)


def _culprit(name: str, thing: object, depth: int = DEPTH) -> tuple[str, object]:
    """Follow what cannot be packed to the innermost part that has a name."""
    for part_name, part in _parts(thing) if depth else ():
        try:
            _Pickler(_Parcel()).dump(part)
        except Exception:
            return _culprit(f"`{part_name}`", part, depth - 1)
    return name, thing


def _parts(thing: object) -> Iterator[tuple[str, object]]:
    if inspect.isfunction(thing):
        used = inspect.getclosurevars(thing)
        yield from {**used.globals, **used.nonlocals}.items()
    elif isinstance(thing, dict):
        yield from ((str(key), value) for key, value in thing.items())
    else:
        yield from getattr(thing, "__dict__", {}).items()
