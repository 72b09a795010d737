"""Samples: what a payload type may put on the wire, little enough to try all of it on a reader.

Guarantee: the type itself reads each of its samples. They are chosen by boundary value analysis
(G. J. Myers, The Art of Software Testing): of numbers, texts and lists what lies on and around the
limits that are given; of an enum or a `Literal` every value; of a union something of each member;
of a dataclass a whole one, one without each field that has a default, and one for each sample of
each field.
"""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Annotated, Any

import msgspec
from msgspec import inspect

from eventlab.schema import every_type

_PLAIN: dict[Any, tuple[Any, list[Any]]] = {
    inspect.AnyType: (Any, [None, True, 0, 0.5, "plain text", [], {}]),
    inspect.NoneType: (None, [None]),
    inspect.BoolType: (bool, [True, False]),
    inspect.IntType: (int, [0, 1, -1, 2**53, -(2**53)]),
    inspect.FloatType: (float, [0.5, -0.5, 1e300]),
    inspect.StrType: (str, ["", "plain text"]),
    inspect.BytesType: (bytes, ["", "AA=="]),
    inspect.ByteArrayType: (bytearray, ["", "AA=="]),
    inspect.DecimalType: (Any, ["0.1", "-2"]),
    inspect.UUIDType: (Any, ["00000000-0000-0000-0000-000000000005"]),
    inspect.DateType: (Any, ["2020-01-31"]),
    inspect.TimeDeltaType: (Any, ["P1DT2S"]),
    inspect.TimeType: (time, ["12:30:00", "12:30:00Z"]),
    inspect.DateTimeType: (datetime, ["2020-01-31T12:30:00", "2020-01-31T12:30:00Z"]),
}
_LISTS = (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType)
_COUNTED = (inspect.StrType, inspect.ListType, inspect.VarTupleType)


def check_limits(payload: Any) -> None:
    """Refuse with a `TypeError` a limit that no sample could stand for, such as a pattern."""
    for path, node in every_type(inspect.type_info(payload), payload.__name__):
        untried = _limits([node], "pattern", "multiple_of")
        if not isinstance(node, _COUNTED):
            untried |= _limits([node], "min_length", "max_length")
        if untried:
            raise TypeError(f"{path} has a limit that cannot be tried out: {untried}")


class Samples:
    """Makes samples around the limits of the types given.

    Args:
        types: as `msgspec.inspect.type_info` returns them.
    """

    def __init__(self, *types: inspect.Type) -> None:
        nodes = [node for given in types for _, node in every_type(given, "")]
        numbers = _limits(nodes, "gt", "ge", "lt", "le")
        lengths = _limits(nodes, "min_length", "max_length")
        self._numbers = sorted({n + step for n in numbers for step in (-1, -0.5, 0, 0.5, 1)})
        self._lengths = sorted({n + step for n in lengths for step in (-1, 0, 1)})

    def of(self, node: Any, outer: tuple[Any, ...] = ()) -> list[Any]:
        """Return the samples of a type; of a dataclass inside itself there are none."""
        match node:
            case inspect.Metadata():
                return self.of(node.type, outer)
            case inspect.EnumType():
                return [member.value for member in node.cls]
            case inspect.LiteralType():
                return list(node.values)
            case inspect.UnionType():
                return [sample for member in node.types for sample in self.of(member, outer)]
            case inspect.DictType():
                keys, values = self.of(node.key_type), self.of(node.value_type, outer)
                return [{}, *({str(key): value} for key in keys for value in values)]
            case inspect.TupleType():
                return _varied([self.of(item, outer) for item in node.item_types])
            case inspect.DataclassType():
                return list(self._objects(node, outer)) if node.cls not in outer else []
        if isinstance(node, _LISTS):
            items = self.of(node.item_type, outer)
            lists = [[], *([item] for item in items)]
            for length in self._lengths:  # in a set the same item counts once
                lists += [items[:1] * length if isinstance(node, _COUNTED) else items[:length]]
            least, most = node.min_length or 0, node.max_length
            return [a for a in lists if least <= len(a) and (most is None or len(a) <= most)]
        return self._plain(node)

    def _plain(self, node: Any) -> list[Any]:
        base, samples = _PLAIN[type(node)]
        if isinstance(node, inspect.IntType):
            samples = [*samples, *map(int, self._numbers)]
        elif isinstance(node, inspect.FloatType):
            samples = [*samples, *map(float, self._numbers)]
        elif isinstance(node, inspect.StrType):
            samples = [*samples, *("x" * n for n in self._lengths)]
        limits = {name: getattr(node, name) for name in node.__struct_fields__}
        given = {name: limit for name, limit in limits.items() if limit is not None}
        kind: Any = Annotated[base, msgspec.Meta(**given)]
        return [sample for sample in samples if not refusal(kind, sample)]

    def _objects(self, node: inspect.DataclassType, outer: tuple[Any, ...]) -> Iterator[Any]:
        fields = {field.name: self.of(field.type, (*outer, node.cls)) for field in node.fields}
        if not all(fields.values()):
            return
        whole = {name: samples[0] for name, samples in fields.items()}
        yield whole
        for field in node.fields:
            if not field.required:
                yield {name: value for name, value in whole.items() if name != field.name}
            for sample in fields[field.name][1:]:
                yield whole | {field.name: sample}


def refusal(kind: Any, sample: Any) -> str:
    """Return why the type does not read the sample, or "" if it does."""
    try:
        msgspec.convert(sample, kind, str_keys=True)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _limits(nodes: list[Any], *names: str) -> set[Any]:
    return {getattr(node, name, None) for node in nodes for name in names} - {None}


def _varied(columns: list[list[Any]]) -> list[list[Any]]:
    """Return rows: the first of each column, and one for each other sample in its place."""
    if not all(columns):
        return []
    first = [column[0] for column in columns]
    rows = [first]
    for i, column in enumerate(columns):
        rows += [[*first[:i], sample, *first[i + 1 :]] for sample in column[1:]]
    return rows
