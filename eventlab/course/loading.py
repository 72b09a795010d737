"""A small program whose files are texts in a cell, so that a lesson can show and change them."""

import linecache
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from textwrap import dedent
from types import ModuleType


def load(files: Mapping[str, str]) -> dict[str, ModuleType]:
    """Import each text as a module of its own; they can import each other by name.

    Every call makes new modules, and none of them stays importable afterwards: a real module of
    the same name is hidden only meanwhile.

    Args:
        files: source texts by module name.

    Returns:
        The modules, by name.

    Raises:
        Exception: what running a text raises; the line that did is quoted in the traceback.
    """
    finder = _Texts(files)
    hidden = {name: sys.modules.pop(name) for name in files if name in sys.modules}
    sys.meta_path.insert(0, finder)
    try:
        return {name: import_module(name) for name in files}
    finally:
        sys.meta_path.remove(finder)
        for name in files:
            sys.modules.pop(name, None)
        sys.modules.update(hidden)


class _Texts:
    """Finds and loads modules whose source is a text, as Python's import asks for it."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = {name: dedent(text).lstrip("\n") for name, text in files.items()}

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return spec_from_loader(name, self) if name in self._files else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """Let Python make it."""

    def exec_module(self, module: ModuleType) -> None:
        text, file = self._files[module.__name__], f"<{module.__name__}.py>"
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        exec(compile(text, file, "exec"), vars(module))  # noqa: S102  # the learner's own text
