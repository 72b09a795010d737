"""Source: the text of a module, and what it says about imports and events; nothing is run."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from textwrap import dedent

_IMPORTERS = {"__import__", "builtins.__import__", "importlib.import_module"}
_HIDING = {"exec", "eval", "builtins.exec", "builtins.eval", "__builtins__", "sys.modules"}
_HIDING |= {"importlib.util", "importlib.machinery", "runpy.run_path", "runpy.run_module"}
_MAKERS = {"Event", "caused"}
_SUBSCRIBERS = {"subscribe", "on"}
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef)


class Source:
    """One module. Two are equal if their code is; comments and layout do not count.

    Args:
        name: that under which it would be imported.
        text: its source.

    Attributes:
        imported: the full names that it imports, wherever in it the import stands.
        texts: every text that stands in it in quotes.

    Raises:
        ValueError: the text is no Python, or hides what it imports.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        try:
            self._tree = ast.parse(dedent(text))
        except (SyntaxError, ValueError, TypeError) as error:
            raise ValueError(f"the source of {name!r} is no Python: {error}") from None
        self._nodes = list(ast.walk(self._tree))
        self._origins = dict(self._imports())
        self.imported = [*self._targets(), *self._called()]
        self.texts = dict.fromkeys(_texts(self._nodes))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and ast.dump(self._tree) == ast.dump(other._tree)

    __hash__ = None  # type: ignore[assignment]

    def made(self, sources: Mapping[str, "Source"]) -> Iterator[tuple[str, dict[str, None]]]:
        """Yield the type of every event that is made here, with the fields of its data."""
        for call in self._calls(_MAKERS):
            if type := self._text(_argument(call, 0, "type"), sources):
                yield type, dict.fromkeys(_keys(_argument(call, 1, "data")))

    def subscribed(self, sources: Mapping[str, "Source"]) -> Iterator[tuple[str, ast.AST]]:
        """Yield the type of every subscription that is made here, with its handler."""
        decorated = {
            id(mark): node
            for node in self._nodes
            if isinstance(node, _DEFINED)
            for mark in node.decorator_list
        }
        for call in self._calls(_SUBSCRIBERS):
            handler = decorated.get(id(call)) or _argument(call, 1, "handler")
            type = self._text(_argument(call, 0, "type"), sources)
            if type and handler:
                yield type, handler

    def find_handler(
        self, handler: ast.AST, sources: Mapping[str, "Source"]
    ) -> Iterator[tuple[str, dict[str, None]]]:
        """Yield whose function a handler is, and the fields that it takes out of the data.

        A name is looked up where it was imported from, else in this module and in those that it
        imports: `stock.reserve` may be a method of an object that was made of a class of theirs.
        """
        if isinstance(handler, (*_DEFINED, ast.Lambda)):
            yield self.name, dict.fromkeys(_read_by(handler))
            return
        module, name = split(self._full_name(handler), sources)
        near = [split(target, sources)[0] for target in self.imported]
        for place in dict.fromkeys([module, self.name, *near]):
            if place in sources:
                called = (name or _last(handler)).rpartition(".")[2]
                if found := [f for f in sources[place]._functions() if f.name == called]:
                    for function in found:
                        yield place, dict.fromkeys(_read_by(function))
                    return

    def _functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in self._nodes if isinstance(node, _DEFINED))

    def _calls(self, names: set[str]) -> Iterator[ast.Call]:
        for node in self._nodes:
            if isinstance(node, ast.Call):
                name = _last(node.func)
                if name in names or self._origins.get(name, "").rpartition(".")[2] in names:
                    yield node

    def _imports(self) -> Iterator[tuple[str, str]]:
        """Yield each name that an import binds here, with its full name."""
        for node in self._nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    yield (alias.asname, alias.name) if alias.asname else (top, top)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    yield alias.asname or alias.name, f"{self._base(node)}{alias.name}"

    def _targets(self) -> Iterator[str]:
        for node in self._nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{self._base(node)}{alias.name}" for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        """Return where `from` looks: for a relative import the package that this module is in."""
        above = self.name.split(".")[: -node.level] if node.level else []
        return "".join(f"{part}." for part in [*above, *([node.module] if node.module else [])])

    def _called(self) -> Iterator[str]:
        """Yield what is imported by a call; refuse what cannot be read."""
        calls = {id(node.func): node for node in self._nodes if isinstance(node, ast.Call)}
        for node in self._nodes:
            full = self._full_name(node)
            if full in _IMPORTERS and id(node) in calls:
                match calls[id(node)].args[:1]:
                    case [ast.Constant(value=str(target))]:
                        yield target
                        continue
            if full in _HIDING | _IMPORTERS:
                line = getattr(node, "lineno", "?")
                raise ValueError(
                    f"{self.name!r} hides in line {line}, by {full}, what it imports: "
                    "import it by name"
                )

    def _full_name(self, node: ast.AST) -> str:
        """Return the dotted name of an expression, from where its first part was imported."""
        if isinstance(node, ast.Attribute):
            before = self._full_name(node.value)
            return f"{before}.{node.attr}" if before else ""
        return self._origins.get(node.id, node.id) if isinstance(node, ast.Name) else ""

    def _text(self, node: ast.AST | None, sources: Mapping[str, "Source"]) -> str:
        """Return the text that an expression stands for: in quotes, or the name of a constant."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else ""
        module, name = split(self._full_name(node), sources) if node else ("", "")
        home, name = (sources[module], name) if name else (self, _last(node))
        for assigned in home._tree.body:
            match assigned:
                case ast.Assign(targets=[ast.Name(id=known)], value=ast.Constant(value=str(text))):
                    if known == name:
                        return text
        return ""


def split(target: str, sources: Mapping[str, Source]) -> tuple[str, str]:
    """Split a full name into the module that it is in and the rest; both empty if it is in none."""
    parts = target.split(".")
    for end in range(len(parts), 0, -1):
        if (module := ".".join(parts[:end])) in sources:
            return module, ".".join(parts[end:])
    return "", ""


def _last(node: ast.AST | None) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _texts(nodes: Iterable[ast.AST | None]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _argument(call: ast.Call, place: int, name: str) -> ast.AST | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return next(iter([*call.args[place : place + 1], *named]), None)


def _keys(node: ast.AST | None) -> Iterator[str]:
    """Yield the keys of `{...}` or of `dict(...)` that are written out."""
    if isinstance(node, ast.Dict):
        yield from _texts(node.keys)
    elif isinstance(node, ast.Call) and _last(node.func) == "dict":
        yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def _read_by(function: Function) -> Iterator[str]:
    """Yield the keys that a handler takes out of `….data`, or of a name that it gave to that."""
    nodes = list(ast.walk(function))
    named = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and _last(node.value) == "data"
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def is_data(node: ast.AST) -> bool:
        return _last(node) == "data" if isinstance(node, ast.Attribute) else _last(node) in named

    for node in nodes:
        match node:
            case ast.Subscript(value=held, slice=ast.Constant(value=str(key))) if is_data(held):
                yield key
            case ast.Call(
                func=ast.Attribute(value=held, attr="get"), args=[ast.Constant(value=str(key)), *_]
            ) if is_data(held):
                yield key
            case ast.Match(subject=held) if is_data(held):
                for case in node.cases:
                    for part in ast.walk(case.pattern):
                        if isinstance(part, ast.MatchMapping):
                            yield from _texts(part.keys)
