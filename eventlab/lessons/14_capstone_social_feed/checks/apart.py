"""A store on another machine, seen from a service that has no business with it."""

from typing import Any

from eventlab.course.grading import Mistake


class Apart:
    """Who reaches for it gets no answer, and what was tried is noted.

    Args:
        owner: whose it is.
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.touched: list[str] = []

    def execute(self, sql: str, *_: Any) -> Any:
        """Refuse a statement."""
        self._refuse(sql)

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **_: Any) -> Any:
            self._refuse(args[0] if args and isinstance(args[0], str) else name)

        return call

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None: ...

    def verdict(self, reads: Mistake, writes: Mistake) -> Mistake:
        """Say which mistake it is: to read there, or to write."""
        return reads if self.touched[0].lstrip().upper().startswith("SELECT") else writes

    def _refuse(self, what: str) -> None:
        self.touched.append(" ".join(what.split())[:40])
        raise ConnectionError(f"{self.owner}: on another machine, and out of reach")
