"""Read models on disk, for classes that are given a connection and know of no file."""

import sqlite3
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any

from eventlab.contracts import Make


def over_connections(cls: Callable[..., Any]) -> Make:
    """Return the `make` of the projection contract for a class of projections.

    Args:
        cls: called with (store, connection, schema, handlers).
    """

    def make(store: Any, schema: Any, handlers: Any, beside: Any = None) -> Any:
        folder = beside.folder if beside else TemporaryDirectory(ignore_cleanup_errors=True)
        path = f"{folder.name}/model.db"
        made = cls(store, sqlite3.connect(path), schema, handlers)
        made.folder, made.path = folder, path  # the folder is there as long as one of them is
        return made

    return make
