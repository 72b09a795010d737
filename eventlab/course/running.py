"""Running the few lines that a question is about: what is right is found out, not written down."""

import ast
import contextlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

Result = TypeVar("Result")


def value_of(program: str) -> Any:
    """Return the value of a program's last line, as a cell of a notebook would show it.

    Raises:
        ValueError: the last line is no expression, so that there is no value.
        Exception: whatever the program raises.
    """
    tree = ast.parse(program)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        raise ValueError(f"the last line has no value: {program.strip()[-40:]!r}")
    names: dict[str, Any] = {"__name__": "question"}
    exec(compile(ast.Module(tree.body[:-1], []), "<your lines>", "exec"), names)  # noqa: S102
    return eval(compile(ast.Expression(last.value), "<your lines>", "eval"), names)  # noqa: S307


@cache
def number_of(program: str) -> float:
    """Return the number that a program of the course's own computes."""
    return float(_apart(lambda: value_of(program)))


@cache
def output_of(program: str) -> str:
    """Return what a program of the course's own prints; an error it ends with is its last line.

    Of an error only the name is kept: its text differs between versions of Python.
    """
    printed = io.StringIO()

    def run() -> None:
        with contextlib.redirect_stdout(printed):
            try:
                exec(compile(program, "<these lines>", "exec"), {"__name__": "question"})  # noqa: S102
            except Exception as error:
                print(type(error).__name__)

    _apart(run)
    return printed.getvalue()


def _apart(run: Callable[[], Result]) -> Result:
    """Run in a thread of its own: the notebook's has an event loop running, which bars another."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()
