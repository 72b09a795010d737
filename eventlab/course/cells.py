"""Definitions that did not come to be, so that a check can say that it judges an older one.

When a cell ends with an error before it has defined a name anew, what stood there before still
stands. A learner who overlooks the red text would get a verdict on code that is no longer theirs.
"""

import re
import sys
from types import FunctionType, SimpleNamespace
from typing import Any

from eventlab.course.telling import describe

_NAMES = re.compile(  # read as text: a cell with a syntax error has no other form
    r"^ {0,3}(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|^@method_of\((\w+)\)|^(\w+)[ \t]*=(?!=)",
    re.MULTILINE,
)


class Cells:
    """Watches the cells of a notebook.

    Args:
        shell: IPython's.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._before: dict[str, Any] = {}
        self._older: dict[str, tuple[Any, str]] = {}  # what still stands there, and why
        shell.events.register("pre_run_cell", self._begin)
        shell.events.register("post_run_cell", self._end)

    def note(self, thing: object) -> str:
        """Say in a line that `thing`, or what it calls, is older than its cell; else ""."""
        things = thing if isinstance(thing, (list, tuple)) else [thing]
        used = {name for each in things for name in _used(each)}
        for name, (older, error) in self._older.items():
            if name in used or any(older is each for each in things):
                return (
                    f"Judged is an older `{name}`: the cell that should define it failed ({error})."
                )
        return ""

    def _begin(self, info: Any) -> None:
        self._before = {name: self._look(name) for name in _names(info.raw_cell)}

    def _end(self, result: Any) -> None:
        error = result.error_before_exec or result.error_in_exec
        for name in _names(result.info.raw_cell):
            now = self._look(name)
            if error and now.there and name in self._before and _same(now, self._before[name]):
                self._older[name] = now.value, _said(error)
            else:
                self._older.pop(name, None)
        self._before = {}

    def _look(self, name: str) -> Any:
        """Take down what stands under a name; a class may grow, so its parts are taken too."""
        value = self._shell.user_ns.get(name)
        parts = dict(vars(value)) if isinstance(value, type) else {}
        return SimpleNamespace(there=name in self._shell.user_ns, value=value, parts=parts)


def watch() -> Cells | None:
    """Watch this notebook's cells; outside of one there is nothing to watch."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return Cells(shell) if shell is not None else None


def _names(cell: str) -> list[str]:
    return [next(filter(None, found)) for found in _NAMES.findall(cell)]


def _used(thing: object) -> set[str]:
    """Return the names that a function, or the methods of a class, look up."""
    parts = vars(thing).values() if isinstance(thing, type) else [thing]
    codes = [part.__code__ for part in parts if isinstance(part, FunctionType)]
    return {name for code in codes for name in code.co_names}


def _same(one: Any, other: Any) -> bool:
    return (
        one.value is other.value
        and one.parts.keys() == other.parts.keys()
        and all(one.parts[name] is other.parts[name] for name in one.parts)
    )


def _said(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}, line {error.lineno}"
    return describe(error)
