"""Reading what can still be read in a damaged history."""

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path


def salvage(damaged: Path) -> list[bytes]:
    """Return the events of a damaged file, in their order, as far as SQLite can reach them.

    It reads from both ends up to the damage. The file itself is only copied.
    """
    found: dict[int, bytes] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for file in damaged.parent.glob(f"{damaged.name}*"):  # with the journal of a torn write
            shutil.copy(file, folder)
        for order in ("ASC", "DESC"):
            with (
                suppress(sqlite3.DatabaseError),
                closing(sqlite3.connect(Path(folder, damaged.name))) as copy,
            ):
                copy.execute("PRAGMA writable_schema = ON")  # reads also a file that is cut short
                query = f"SELECT position, event FROM history ORDER BY position {order}"  # noqa: S608
                for position, event in copy.execute(query):
                    found.setdefault(position, event)
    return [found[position] for position in sorted(found)]
