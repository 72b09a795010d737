"""A class that grows cell by cell: each method in a cell of its own, tried out before the next."""

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def method_of(cls: type) -> Callable[[Function], Function]:
    """Make the function below a method of `cls`, which exists already.

    `@method_of(Bus)` above `def publish(self, event)` does what writing `publish` inside the class
    would have done; objects that exist get the method too.
    """

    def add(function: Function) -> Function:
        function.__qualname__ = f"{cls.__qualname__}.{function.__name__}"
        setattr(cls, function.__name__, function)
        return function

    return add
