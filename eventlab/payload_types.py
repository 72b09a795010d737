"""Payload types, in a form in which those of two versions can be compared.

Guarantee: types of equal shape write and read the same JSON, whatever their classes are called.
"""

from dataclasses import dataclass
from typing import Any, get_type_hints

from msgspec import inspect

_LISTS = (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a payload; without a default it is `required`."""

    name: str
    required: bool
    hint: Any
    type: inspect.Type

    @property
    def shape(self) -> Any:
        """What the field looks like on the wire."""
        return shape(self.type)


@dataclass(frozen=True, slots=True)
class Core:
    """What is left of a type without the lists, dicts and `| None` that are `around` it.

    `path` leads to it from the field; it is a `payload` of its own, or has certain `values`.
    """

    around: tuple[Any, ...]
    path: str
    payload: Any
    values: tuple[Any, ...]


def fields_of(payload: Any) -> dict[str, Field]:
    """Return the fields of a payload by their names."""
    hints = get_type_hints(payload, include_extras=True)
    found: Any = inspect.type_info(payload)
    return {f.name: Field(f.name, f.required, hints[f.name], f.type) for f in found.fields}


def unwrap(node: Any) -> Core:
    """Take off what is around a type."""
    around: list[Any] = []
    path = ""
    while True:
        match node:
            case inspect.Metadata():
                node = node.type
            case inspect.DictType():
                around.append(("dict", shape(node.key_type), node.min_length, node.max_length))
                path, node = path + "[]", node.value_type
            case inspect.UnionType() if len(node.types) == 2 and node.includes_none:
                around.append("optional")
                [node] = [kind for kind in node.types if not isinstance(kind, inspect.NoneType)]
            case _ if isinstance(node, _LISTS):
                around.append((type(node), node.min_length, node.max_length))
                path, node = path + "[]", node.item_type
            case _:
                payload = node.cls if isinstance(node, inspect.DataclassType) else None
                return Core(tuple(around), path, payload, _values(node))


def shape(node: Any, outer: tuple[Any, ...] = ()) -> Any:
    """Return what a type looks like on the wire; a payload inside itself by its depth."""
    match node:
        case inspect.Metadata():
            return shape(node.type, outer)
        case inspect.EnumType() | inspect.LiteralType():
            return "values", frozenset(_values(node))
        case inspect.UnionType():
            return "union", frozenset(shape(kind, outer) for kind in node.types)
        case inspect.DataclassType() if node.cls in outer:
            return "again", outer.index(node.cls)
        case inspect.DataclassType():
            inside = (*outer, node.cls)
            return frozenset((f.name, f.required, shape(f.type, inside)) for f in node.fields)
        case inspect.Type():
            parts = (getattr(node, name) for name in node.__struct_fields__)
            return type(node), *(shape(part, outer) for part in parts)
        case tuple():
            return tuple(shape(part, outer) for part in node)
    return node


def name_of(node: Any) -> str:
    """Return a type as one would write it."""
    match node:
        case inspect.Metadata():
            return name_of(node.type)
        case inspect.EnumType() | inspect.DataclassType():
            return str(node.cls.__name__)
        case inspect.NoneType():
            return "None"
        case inspect.LiteralType():
            return f"Literal[{', '.join(map(repr, node.values))}]"
        case inspect.UnionType():
            return " | ".join(map(name_of, node.types))
    name = type(node).__name__.removesuffix("Type").lower().replace("vartuple", "tuple")
    given = {key: getattr(node, key) for key in node.__struct_fields__}
    inside = [name_of(part) for value in given.values() for part in _types(value)]
    inside += ["..."] if isinstance(node, inspect.VarTupleType) else []
    limits = [f"{k}={v}" for k, v in given.items() if v is not None and not _types(v)]
    name += f"[{', '.join(inside)}]" if inside else ""
    return name + (f" ({', '.join(limits)})" if limits else "")


def difference(old: tuple[Any, ...], new: tuple[Any, ...]) -> str:
    """Say which values came and which went."""
    came = [f"value {value!r} added" for value in new if value not in old]
    return ", ".join([*came, *(f"value {value!r} removed" for value in old if value not in new)])


def _values(node: Any) -> tuple[Any, ...]:
    if isinstance(node, inspect.EnumType):
        return tuple(member.value for member in node.cls)
    return tuple(node.values) if isinstance(node, inspect.LiteralType) else ()


def _types(value: Any) -> list[Any]:
    parts = value if isinstance(value, tuple) else (value,)
    return [part for part in parts if isinstance(part, inspect.Type)]
