"""Who imports whom, and who knows which event's schema: read from sources, nothing is run.

Guarantee: an arrow "imports" is there exactly when an import statement of the one source, wherever
it stands, names the other; `__import__` and `import_module` with a name in quotes count as one.
What could hide an import is refused: a name that is computed, `exec`, `eval`, `sys.modules`.

An arrow "schema" leads to an event type from each module that makes it, hears it, or has its name
as text. A handler is found by its name where it is subscribed. A field counts as read where the
handler itself takes it out of the event's data, and not where it hands the data on.
"""

from collections.abc import Mapping

from eventlab.figures.relations import Box, Reference, Relations
from eventlab.figures.sources import Source, split

_WITHOUT_FIELDS = {"writes": "makes", "reads": "hears", "names": "names"}
_WIDEST = 30  # characters of a line in a box
_Fields = dict[str, None]  # in the order in which they were found
_Known = dict[str, dict[str, _Fields]]  # event type -> what is done with it -> fields


def who_imports_whom(modules: Mapping[str, str]) -> Relations:
    """Read the sources and find what each of them knows of the others, and of events.

    Args:
        modules: source texts by the name under which they would be imported; it may be dotted.

    Returns:
        Boxes for the modules, then for the event types with their fields; and the arrows.

    Raises:
        ValueError: no modules, a text that is no Python, or one that hides what it imports.
    """
    if not modules:
        raise ValueError("no modules to read: pass their sources by name, as in {'stock': '...'}")
    sources = {name: Source(name, text) for name, text in modules.items()}
    known = _known(sources)
    types: dict[str, _Fields] = {}
    for knowledge in known.values():
        for type, uses in knowledge.items():
            fields = types.setdefault(type, {})
            for names in uses.values():
                fields.update(names)
    if twice := sources.keys() & types.keys():
        raise ValueError(f"{min(twice)!r} is the name of a module and of an event type")
    arrows = []
    for name, source in sources.items():
        imported: dict[str, _Fields] = {}
        for target in source.imported:
            module, rest = split(target, sources)
            imported.setdefault(module, {}).update({rest: None} if rest else {})
        for other in sources.keys() & imported.keys() - {name}:
            arrows.append(Reference(name, other, "imports", ", ".join(imported[other])))
        for type, uses in known[name].items():
            told = "; ".join(_told(type, use, names) for use, names in uses.items())
            arrows.append(Reference(name, type, "schema", told))
    boxes = [Box(name, "module", _members(known[name])) for name in sources]
    boxes += [Box(type, "event type", (*fields,)) for type, fields in types.items()]
    order = {box.name: place for place, box in enumerate(boxes)}
    arrows.sort(key=lambda arrow: (order[arrow.holder], order[arrow.held]))
    return Relations(tuple(boxes), tuple(arrows))


def edited(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Name the modules that are in both and whose code differs; comments and layout do not count.

    Args:
        before: source texts by name, as for `who_imports_whom`.
        after: the same after the change. A module that is new there was added, not edited.

    Raises:
        ValueError: a text that is no Python.
    """
    both = [name for name in before if name in after]
    return [name for name in both if Source(name, before[name]) != Source(name, after[name])]


def _known(sources: Mapping[str, Source]) -> dict[str, _Known]:
    """Find for each module which event types it knows, and what of them."""
    known: dict[str, _Known] = {name: {} for name in sources}
    for source in sources.values():
        for type, fields in source.made(sources):
            known[source.name].setdefault(type, {}).setdefault("writes", {}).update(fields)
        for type, handler in source.subscribed(sources):
            known[source.name].setdefault(type, {})
            for owner, fields in source.find_handler(handler, sources):
                known[owner].setdefault(type, {}).setdefault("reads", {}).update(fields)
    types = {type for knowledge in known.values() for type in knowledge}
    for source in sources.values():
        for type in source.texts:
            if type in types and not known[source.name].get(type):
                known[source.name][type] = {"names": {}}
    return known


def _told(type: str, use: str, fields: _Fields) -> str:
    return f"{use} {', '.join(fields)}" if fields else f"{_WITHOUT_FIELDS[use]} {type}"


def _members(known: _Known) -> tuple[str, ...]:
    """Say in a box what the module knows; which type it is of, only where there are several."""
    lines = []
    for type, uses in known.items():
        for use, fields in uses.items():
            line = _told(type, use, fields)
            line = f"{type}: {line}" if fields and len(known) > 1 else line
            lines.append(line if len(line) <= _WIDEST else f"{line[: _WIDEST - 3].rstrip(', ')}...")
    return tuple(lines)
