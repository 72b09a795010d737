"""The mutants of a source text. The operators are mutmut's; which nodes they see is said here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

import libcst as cst
from libcst import matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider, WhitespaceInclusivePositionProvider
from mutmut.mutation.mutators import mutation_operators

# Of no effect when the program runs: what only a type checker or a reader reads.
UNREAD = (
    m.Annotation()
    | m.Expr(m.SimpleString() | m.ConcatenatedString() | m.Ellipsis())
    | m.Import()
    | m.ImportFrom()
    | m.If(test=m.Name("TYPE_CHECKING"))
    | m.Call(func=m.Name("TypeVar"))
    | m.Subscript(m.Name("Literal"))
    | m.FunctionDef(  # of a protocol
        body=m.IndentedBlock(
            [
                m.AtMostN(m.SimpleStatementLine([m.Expr(m.SimpleString())]), n=1),
                m.SimpleStatementLine([m.Expr(m.Ellipsis())]),
            ]
        )
    )
)


_WORDS = "SELECT INSERT UPDATE DELETE CREATE DROP BEGIN COMMIT ROLLBACK PRAGMA WITH AND WHERE"
_SQL = re.compile(rf"\W*({_WORDS.replace(' ', '|')})\b")


@dataclass(frozen=True)
class Mutant:
    """A source text with one change.

    Args:
        inside: the class and function that hold the change; empty at the top of the module.
        was: the lines that change.
        now: what becomes of them.
        lines: the numbers of the lines of the statement that holds the change.
        source: the whole text.
    """

    inside: str
    was: str
    now: str
    lines: range
    source: str


def mutants(source: str, most: int | None = None) -> Iterator[Mutant]:
    """Yield the mutants of a source, each once.

    Args:
        source: the text of a module.
        most: if there are more than so many, yield a random choice that is always the same.
    """
    places = _Places()
    wrapper = MetadataWrapper(cst.parse_module(source))
    wrapper.visit(places)
    changes = [
        (place, other)
        for place in places.found
        for kind, operator in mutation_operators
        for other in (operator(place.node) if isinstance(place.node, kind) else ())
        if not _same_sql(place.node, other)
    ]
    if most is not None and most < len(changes):
        order = list(range(len(changes)))
        Random(0).shuffle(order)  # so that a larger choice holds a smaller one
        changes = [changes[number] for number in sorted(order[:most])]
    seen = {source}
    for place, other in changes:
        changed = _changed(wrapper.module, source, place, other)
        if changed not in seen:
            seen.add(changed)
            yield Mutant(place.inside, *_difference(source, changed), place.lines, changed)


def _same_sql(node: cst.CSTNode, other: cst.CSTNode) -> bool:
    """Whether the change is of capital letters in SQL, which mean nothing there."""
    if isinstance(node, cst.SimpleString) and isinstance(other, cst.SimpleString):
        return bool(_SQL.match(node.value)) and node.value.lower() == other.value.lower()
    return False


@dataclass(frozen=True)
class _Place:
    """A node that operators see, with what holds it and where its text begins and ends."""

    node: cst.CSTNode
    inside: str
    lines: range
    begin: tuple[int, int]
    end: tuple[int, int]


class _Places(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, WhitespaceInclusivePositionProvider)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Place] = []
        self._names: list[str] = []
        self._statements = [range(0)]

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, UNREAD):
            return False
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            self._names.append(node.name.value)
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            at = self.get_metadata(PositionProvider, node)
            self._statements.append(range(at.start.line, at.end.line + 1))
        if at := self.get_metadata(WhitespaceInclusivePositionProvider, node, None):
            begin, end = ((point.line, point.column) for point in (at.start, at.end))
            inside = ".".join(self._names)
            self.found.append(_Place(node, inside, self._statements[-1], begin, end))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if m.matches(original_node, UNREAD):
            return
        if isinstance(original_node, cst.ClassDef | cst.FunctionDef):
            self._names.pop()
        if isinstance(original_node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            self._statements.pop()


def _changed(module: cst.Module, source: str, place: _Place, other: cst.CSTNode) -> str:
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]
    begin, end = (starts[line - 1] + column for line, column in (place.begin, place.end))
    if source[begin:end] == module.code_for_node(place.node):
        return source[:begin] + module.code_for_node(other) + source[end:]
    changed = module.deep_replace(place.node, other)  # a hundred times slower, and always right
    assert isinstance(changed, cst.Module)
    return changed.code


def _difference(source: str, changed: str) -> tuple[str, str]:
    """Return the lines that differ, before and after."""
    old, new = source.splitlines(), changed.splitlines()
    least = min(len(old), len(new))
    first = next((n for n in range(least) if old[n] != new[n]), least)
    last = next((n for n in range(least - first) if old[-1 - n] != new[-1 - n]), least - first)
    was, now = (lines[first : len(lines) - last] for lines in (old, new))
    return "\n".join(was).strip(), "\n".join(now).strip()
