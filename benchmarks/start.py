"""What `import eventlab` adds to the start of a bare Python, each time in a fresh interpreter."""

import subprocess
import sys
from collections.abc import Iterator
from operator import sub
from time import perf_counter

from benchmarks.peers import MODULES, peers
from benchmarks.ratio import Round, Row, in_turns, row, timed

TURNS = 21


def measure(turns: int = TURNS) -> Iterator[Row]:
    """Yield the figure to reach, and for information what the first use adds. Takes seconds."""
    imports = {module: importing(f"import {module}") for module in MODULES.values()}
    rounds = {
        "bare": importing("pass"),
        "eventlab": importing("import eventlab"),
        "used": importing("from eventlab import Bus, Event"),
        **peers(**{module: lambda run=run: run for module, run in imports.items()}),
    }
    found = in_turns(rounds, turns, by=sub)
    used = {who: found[who] for who in ("bare", "used")}
    del found["used"]
    yield row("import, above bare python, in ms", found, 35, above=True)
    yield row("from eventlab import Bus, Event, above bare python, in ms", used, 0, above=True)


def importing(code: str) -> Round:
    """Make a round that runs `code` in an interpreter of its own."""
    command = [sys.executable, "-c", code]
    return timed(lambda: subprocess.run(command, check=True), clock=perf_counter)
