"""Write down what was measured: the tables, as Markdown, and the picture beside them."""

import inspect
import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from benchmarks import picture
from benchmarks.peers import MODULES
from benchmarks.ratio import RAM, Row, now

FOLDER = Path(__file__).parent
ABOUT = """\
# What eventlab costs

Made by `python start.py bench`. The limit is the least that any implementation must do, such as a
bare loop or the same statements in sqlite3, and a figure is a ratio to it: 1.00x is as fast as is
possible. The limit, eventlab and the peers take turns in one run; each round is held against the
limit's round of the same turn, and the median of these ratios is shown. Each round is checked: one
that loses an event counts for nothing. A peer does only what it is made for, so what it gives less
than eventlab stands below the table.
"""
Measured = Mapping[ModuleType, list[Row]]


def write(measured: Measured, folder: Path = FOLDER) -> list[Path]:
    """Write `RESULTS.md` and its picture, light and dark; return the files."""
    rows = [row for part in measured.values() for row in part if picture.shows(row)]
    files = [folder / "RESULTS.md", folder / "results.svg", folder / "results-dark.svg"]
    files[0].write_text("\n".join(lines(measured)) + "\n", encoding="utf-8")
    picture.draw(rows, files[1], dark=False)
    picture.draw(rows, files[2], dark=True)
    return files


def machine() -> str:
    """Say in general words where it was measured."""
    disk = "a RAM disk" if RAM else "a temporary folder on a disk"
    clock = "the processor time of this process" if now.__name__ == "process_time" else "the clock"
    packages = ["reactivex" if name == "RxPY" else name for name in MODULES]
    peers = ", ".join(f"{package} {version(package)}" for package in packages)
    return (
        f"Measured on {platform.system()} ({platform.machine()}) with {os.cpu_count()} cores, "
        f"{platform.python_implementation()} {platform.python_version()} and SQLite "
        f"{sqlite3.sqlite_version}. The files were on {disk}, and times are by {clock}, except "
        f"where processes are started. The peers: {peers}. RxPY is the package reactivex."
    )


def lines(measured: Measured) -> Iterator[str]:
    """Yield the lines of `RESULTS.md`."""
    yield ABOUT
    yield machine()
    yield ""
    yield "<picture>"
    yield '<source media="(prefers-color-scheme: dark)" srcset="results-dark.svg">'
    yield f'<img src="results.svg" alt="{picture.ALT}">'
    yield "</picture>"
    for module, rows in measured.items():
        title = (inspect.getdoc(module) or "").splitlines()[0].rstrip(".")
        yield f"\n## {title}\n"
        yield from table(rows)
        less = getattr(module, "LESS", {})
        if less:
            yield "\nWhat they give less:\n"
        for name, what in less.items():
            yield f"- {name}: {what}"


def table(rows: list[Row]) -> Iterator[str]:
    """Yield the lines of one table; a peer that is in no row has no column."""
    names = list(dict.fromkeys(name for row in rows for name in row.peers))
    above = any(row.above for row in rows)
    head = ["", "limit, ms" if above else "limit, µs", "eventlab", "reach", "", *names]
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    for row in rows:
        limit = f"{row.limit / 1000:.1f}" if above else f"{row.limit:.2f}"
        reach = f"{row.reach:g}{row.unit}" if row.reach else "-"
        verdict = ("reached" if row.reached else "**missed**") if row.reach else ""
        cells = [row.what.strip(), limit, row.written(row.ours), reach, verdict]
        cells += [row.written(row.peers[name]) if name in row.peers else "-" for name in names]
        yield f"| {' | '.join(cells)} |"
