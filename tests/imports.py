"""Which module of eventlab imports which, as its source says; nothing is run."""

import ast
from collections.abc import Iterator
from pathlib import Path

import eventlab

PACKAGE = Path(eventlab.__file__).parent
NOTEBOOKS = {"lesson.py", "exercise.py"}  # sources of notebooks, and what learners wrote wrongly
LEARNERS = {"mutants", "variants"}


def sources() -> dict[str, Path]:
    """Name every module of the package that is Python proper, without `eventlab` itself."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if path.name in NOTEBOOKS or LEARNERS & set(inside.parts) or str(inside) == "__init__.py":
            continue
        parts = inside.with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(name: str, path: Path, for_types: bool) -> Iterator[str]:
    """Yield the full names that a module imports, wherever in it the import stands."""
    package = ["eventlab", *name.split(".")]
    if path.name != "__init__.py":
        package.pop()
    for node in _walk(ast.parse(path.read_text(encoding="utf-8")), for_types):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def _walk(node: ast.AST, for_types: bool) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        typing = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        if for_types or not typing:
            yield from _walk(child, for_types)


def graph(for_types: bool = True) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return, for each module, which of ours it imports, and which packages of others.

    Args:
        for_types: count also what only the type checker imports.
    """
    modules = sources()
    ours: dict[str, set[str]] = {name: set() for name in modules}
    others: dict[str, set[str]] = {name: set() for name in modules}
    for name, path in modules.items():
        for target in imported(name, path, for_types):
            top, *rest = target.split(".")
            if top != "eventlab":
                others[name].add(top)
            elif rest:
                ours[name].add(_module(rest, modules))
        ours[name].discard(name)
    return ours, others


def _module(parts: list[str], modules: dict[str, Path]) -> str:
    """Find the module that `from eventlab... import ...` ends up in."""
    if len(parts) == 1 and parts[0] in eventlab._HOME:
        return eventlab._HOME[parts[0]]
    while ".".join(parts) not in modules:
        parts = parts[:-1]  # what was imported is a name in the module, not a module
    return ".".join(parts)
