"""Who holds a reference to whom, measured on live objects instead of drawn by hand.

Guarantee: an arrow "holds" is there exactly when the one object reaches the other through its own
attributes, containers, bound methods and closures, without passing a third object of the picture.
An arrow "names" is there when its code, or what it keeps, has only the other's name.
"""

import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dis import get_instructions
from itertools import product
from types import CodeType, FrameType, FunctionType, MethodType, ModuleType, TracebackType
from typing import Any, Literal

from eventlab.sim.recorder import Recorder

How = Literal["holds", "names", "imports", "schema"]
VERBS: dict[How, str] = {
    "holds": "holds a reference to",
    "names": "knows only the name of",
    "imports": "imports",
    "schema": "knows only the schema of",
}
MOST_MEMBERS = 4
_OPAQUE = (str, type, ModuleType, CodeType, FrameType, TracebackType, Recorder)
"""What leads out of the design: to everything that was imported, or to who only looks on."""


@dataclass(frozen=True, slots=True)
class Box:
    """An object: its name in the picture, its class, and a few public members."""

    name: str
    kind: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An arrow from `holder` to `held`.

    Args:
        through: the attribute that the arrow starts from; for a schema what is known of it.
    """

    holder: str
    held: str
    how: How
    through: str = ""

    @property
    def sentence(self) -> str:
        """The arrow in words."""
        known = f" ({self.through})" if self.how == "schema" else ""
        return f"{self.holder} {VERBS[self.how]} {self.held}{known}"

    @property
    def detail(self) -> str:
        """Through what, or what is known of it."""
        return self.through if self.how == "schema" else self.through and f"through {self.through}"


@dataclass(frozen=True, slots=True, repr=False)
class Relations:
    """What was found at one moment; its `repr` is a table with a line for each arrow."""

    boxes: tuple[Box, ...]
    references: tuple[Reference, ...]

    def held_by(self, name: str, how: How = "holds") -> int:
        """Return how many others the object called `name` holds, or imports."""
        return sum(arrow.holder == name and arrow.how == how for arrow in self.references)

    def __repr__(self) -> str:
        if not self.references:
            return "nobody knows anybody"
        rows = [(a.holder, a.how, a.held, a.detail) for a in self.references]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def who_holds_whom(**objects: object) -> Relations:
    """Look at the objects and find who can reach whom.

    Args:
        objects: by the names that they have in the picture. Instances, functions and classes;
            also text, such as an event's type, which others can only know by name.

    Raises:
        ValueError: no objects, or one of them under two names.
    """
    if not objects:
        raise ValueError("no objects to look at: pass them by name, as in who_holds_whom(bus=bus)")
    known: dict[Any, str] = {}
    for name, thing in objects.items():
        if (other := known.setdefault(_key(thing), name)) != name:
            raise ValueError(f"{other!r} and {name!r} are the same object")
    arrows: dict[tuple[str, str], Reference] = {}
    for name, thing in objects.items():
        for how, through, key in _knows(thing, known):
            held = known[key]
            if held != name:
                arrows.setdefault((name, held), Reference(name, held, how, through))
    ordered = [arrows[pair] for pair in product(objects, objects) if pair in arrows]
    return Relations(tuple(_box(n, o) for n, o in objects.items()), tuple(ordered))


def _knows(
    thing: object, known: Mapping[Any, str]
) -> Iterator[tuple[Literal["holds", "names"], str, Any]]:
    """Find what `thing` holds, then what it only names."""
    named = []
    for attribute, value in _parts(thing):
        for key in _reach(value, known, {id(thing)}):
            if isinstance(key, str):
                named.append(key)
            else:
                yield "holds", attribute, key
    for function in _functions(thing):
        named += [key for key in _names(function.__code__, function.__globals__) if key in known]
    for key in named:
        yield "names", "", key


def _parts(thing: object) -> Iterator[tuple[str, object]]:
    if isinstance(thing, FunctionType):
        yield "its closure", _inside(thing)
    elif isinstance(thing, type):
        yield from ((n, v) for n, v in vars(thing).items() if not isinstance(v, FunctionType))
    elif hasattr(thing, "__dict__"):
        yield from vars(thing).items()
    for kind in type(thing).__mro__:
        for slot in vars(kind).get("__slots__", ()):
            if hasattr(thing, slot):
                yield slot, getattr(thing, slot)


def _reach(value: object, known: Mapping[Any, str], seen: set[int]) -> Iterator[Any]:
    """Walk what `value` refers to, up to the first known object on each way."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if _key(value) in known:
            yield _key(value)
        elif not isinstance(value, _OPAQUE):
            waiting += reversed(_inside(value))


def _inside(value: object) -> list[object]:
    if isinstance(value, FunctionType):  # not its globals: those it knows by name
        return [value.__closure__, value.__defaults__, value.__kwdefaults__, vars(value)]
    return gc.get_referents(value)


def _functions(thing: object) -> Iterator[FunctionType]:
    if isinstance(thing, MethodType):
        thing = thing.__func__
    if isinstance(thing, FunctionType):
        yield thing
    else:
        for kind in (thing if isinstance(thing, type) else type(thing)).__mro__:
            methods = [f for f in vars(kind).values() if isinstance(f, FunctionType)]
            # Python 3.14 keeps annotations as a function; a type hint is no acquaintance.
            yield from (f for f in methods if not f.__name__.startswith("__annotate"))


def _names(code: CodeType, scope: Mapping[str, object]) -> Iterator[Any]:
    """Find what the code has a name for: global names, and text it contains."""
    for step in get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME") and step.argval in scope:
            yield _key(scope[step.argval])
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant, scope)
        elif isinstance(constant, str):
            yield constant


def _key(thing: object) -> Any:
    return thing if isinstance(thing, str) else id(thing)


def _box(name: str, thing: object) -> Box:
    if isinstance(thing, FunctionType):
        return Box(name, "function")
    if isinstance(thing, str):
        return Box(name, "text")
    owner = thing if isinstance(thing, type) else type(thing)
    held = [] if isinstance(thing, type) else [n for n, v in _parts(thing) if not callable(v)]
    methods = [
        f"{n}()" for k in reversed(owner.__mro__[:-1]) for n, v in vars(k).items() if callable(v)
    ]
    members = [m for m in dict.fromkeys([*held, *methods]) if not m.startswith("_")]
    if len(members) > MOST_MEMBERS:
        members[MOST_MEMBERS - 1 :] = ["..."]
    return Box(name, "class" if isinstance(thing, type) else owner.__name__, tuple(members))
