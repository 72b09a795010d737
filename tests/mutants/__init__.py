"""Wrong implementations: a contract proves nothing until each of its cases was seen to reject one.

The contract with the subject "bus" has `tests/mutants/bus`, a module or folder with two names:
`IMPLEMENTATIONS`, a dict of names and makes that keep every promise, and `MUTANTS = Mutants()`.
`@MUTANTS.rejected_by("case", ...)` stands above each wrong class, or function that makes one; its
docstring says what is wrong. Let it make one mistake, and end: no mutant may hang. A make that
lacks features is `Offers(make, features)`; a folder of its own is `tempfile.mkdtemp()`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

Make = Callable[..., Any]
M = TypeVar("M", bound=Make)


@dataclass(frozen=True)
class Offers:
    """A make, and the features that it has; a plain make has them all."""

    make: Make
    features: frozenset[str]

    def __init__(self, make: Make, features: Iterable[str]) -> None:
        object.__setattr__(self, "make", make)
        object.__setattr__(self, "features", frozenset(features))


@dataclass(frozen=True)
class Mutant:
    """A wrong implementation and the cases that find it: these and no others, unless `at_least`."""

    make: Make
    cases: frozenset[str]
    at_least: bool
    features: frozenset[str] | None


class Mutants:
    """The wrong implementations of one subject, in the order in which they are written."""

    def __init__(self) -> None:
        self._mutants: list[Mutant] = []

    def rejected_by(
        self, *cases: str, at_least: bool = False, features: Iterable[str] | None = None
    ) -> Callable[[M], M]:
        """Add the class or function below.

        Args:
            cases: the names of the cases that must reject it.
            at_least: others may reject it too, as when a mistake spoils everything.
            features: what it offers; by default everything.
        """

        def add(make: M) -> M:
            offered = None if features is None else frozenset(features)
            self._mutants.append(Mutant(make, frozenset(cases), at_least, offered))
            return make

        return add

    def __iter__(self) -> Iterator[Mutant]:
        return iter(self._mutants)
