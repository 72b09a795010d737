"""A small SQLite file in a format of the tests' own, and what lies beside a file."""

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager

from eventlab.sqlite import Database
from eventlab.sqlite_format import Format

# Memory in place of a disk: a process that is killed leaves the same in both.
RAM = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
NOTES = Format("notebook", b"note", 2, ("CREATE TABLE note (text TEXT)",))
FILL = """INSERT INTO note WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?)
    SELECT hex(randomblob(500)) FROM n"""


@contextmanager
def notes(path):
    """Open the file, and close it at the end; its log is not copied by chance meanwhile."""
    with closing(Database(path, NOTES, patience=5.0)) as database:
        database._written = 0
        yield database


def everything(path):
    """All that lies in the file's folder, byte for byte."""
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


def execute(path, *statements):
    """Run statements as another program does, and return the rows of the last."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


def copy(path):
    """Copy a file that is in use, as a crash would leave it."""
    path.with_name("copy").mkdir(exist_ok=True)
    to = path.with_name("copy") / path.name
    for each in ("", "-wal"):
        shutil.copy(f"{path}{each}", f"{to}{each}")
    return to
